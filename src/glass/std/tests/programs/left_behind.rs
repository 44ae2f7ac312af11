//! The program ends with `main`, whatever its threads wait for.

use std::sync::mpsc::{channel, sync_channel};
use std::thread;
use std::time::Duration;

fn main() {
    let (tx, rx) = channel::<u8>();
    thread::spawn(thread::park);
    thread::spawn(move || rx.recv());
    thread::spawn(|| sync_channel(0).0.send(1));
    thread::spawn(|| thread::sleep(Duration::from_secs(3600)));
    thread::spawn(|| {
        loop {
            thread::yield_now();
        }
    });
    thread::yield_now();
    println!("done {}", tx.send(1).is_ok());
}
