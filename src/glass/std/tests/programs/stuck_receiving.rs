//! A loop that waits for the end of messages while it holds a sender itself.

use std::sync::mpsc::channel;
use std::thread;

fn main() {
    let (tx, rx) = channel();
    let own = tx.clone();
    thread::spawn(move || own.send(1).unwrap());
    for message in rx {
        println!("{message}");
    }
    drop(tx);
}
