//! A loop that receives until all senders are dropped, but holds one itself.

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
