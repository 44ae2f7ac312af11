use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::sync_channel::<u32>(1);
    thread::scope(|scope| {
        scope.spawn(|| println!("{:?}", receiver.recv())); //~ E0277
    });
    sender.send(1).unwrap();
}
