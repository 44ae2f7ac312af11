use std::sync::{Arc, mpsc};
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel::<u32>();
    let receiver = Arc::new(receiver);
    let worker = thread::spawn(move || println!("{:?}", receiver.recv())); //~ E0277
    sender.send(1).unwrap();
    worker.join().unwrap();
}
