//! A thread that joins itself.

use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};

fn main() {
    let (tx, rx) = channel::<JoinHandle<()>>();
    let thread = thread::spawn(move || rx.recv().unwrap().join().unwrap());
    tx.send(thread).unwrap();
    thread::park();
}
