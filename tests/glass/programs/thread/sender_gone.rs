use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::spawn(move || {
        sender.send(1).unwrap();
        drop(sender);
    });
    println!("{:?} {:?}", receiver.recv(), receiver.recv());
    worker.join().unwrap();
}
//> Ok(1) Err(RecvError)
