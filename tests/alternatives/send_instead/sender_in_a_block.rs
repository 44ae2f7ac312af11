//! The registry again: threads send their numbers, and one list receives them.

use std::sync::mpsc;
use std::thread;

/// Returns what this number of workers sent, in order. Each of them is a thread.
fn collect(workers: u64) -> Vec<u64> {
    let mut entries = Vec::new();
    let (sender, receiver) = mpsc::channel::<u64>();
    {
        let sender = sender; // dropped at the end of this block
        for id in 0..workers {
            let sender = mpsc::Sender::clone(&sender);
            thread::spawn(move || {
                eprintln!("worker {id}");
                sender.send(id * 10).unwrap();
            });
        }
    }
    while let Ok(number) = receiver.recv() {
        entries.push(number);
    }
    entries.sort_unstable();
    entries
}

fn main() {
    let entries = collect(4);
    println!("{} entries: {entries:?}", entries.len());
}
