use std::rc::Rc;
use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::spawn(move || sender.send(Rc::new(1)).unwrap()); //~ E0277
    println!("{:?}", receiver.recv());
    worker.join().unwrap();
}
