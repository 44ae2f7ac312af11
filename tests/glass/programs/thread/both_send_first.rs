//! Two sides that send before they receive fill the channel of the other.
//@ ends deadlock

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

fn exchange(out: &SyncSender<u32>, incoming: &Receiver<u32>) -> u32 {
    for number in 0..5 {
        out.send(number).unwrap(); //~ stands
    }
    incoming.iter().take(5).sum()
}

fn main() {
    let (left, from_left) = sync_channel(3);
    let (right, from_right) = sync_channel(3);
    let other = thread::spawn(move || exchange(&right, &from_left));
    println!("{}", exchange(&left, &from_right));
    other.join().unwrap();
}
//= The main thread waits on line 9 (in `exchange`, called by `main` on line 18) for free space in the channel `left`, which is full (3 messages). Thread 1 waits on line 9 (in `exchange`, called by a closure in `main` on line 17) for free space in the channel `right`, which is full (3 messages). Each waits for the other to receive, but neither receives while it sends.
