//! A channel without free space whose only receiver is the sender itself.

use std::sync::mpsc::sync_channel;

fn main() {
    let (tx, rx) = sync_channel(1);
    tx.send(1).unwrap();
    tx.send(2).unwrap();
    println!("{:?}", rx.recv());
}
