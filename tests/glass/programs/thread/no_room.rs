//@ ends deadlock
use std::sync::mpsc;

fn main() {
    let (sender, receiver) = mpsc::sync_channel(1);
    sender.send(1).unwrap();
    sender.send(2).unwrap(); //~ stands
    println!("{:?}", receiver.recv());
}
//= The main thread waits on line 7 for free space in the channel `sender`, which is full (1 message). No other thread is left that could receive.
