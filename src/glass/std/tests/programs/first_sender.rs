//! What a receiver sees depends on which thread runs first.

use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

fn main() {
    let (tx, rx) = sync_channel(0);
    thread::scope(|scope| {
        let other = tx.clone();
        scope.spawn(move || other.send("one").unwrap());
        scope.spawn(move || tx.send("two").unwrap());
        let first = rx.try_recv();
        let second = rx.recv_timeout(Duration::from_secs(1));
        let third = rx.recv();
        println!("{first:?} {second:?} {third:?}");
    });
}
