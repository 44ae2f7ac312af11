//! The registry once more: threads send their numbers, and one list receives them.

use std::sync::mpsc;
use std::thread;

/// What so many workers have to say, in order. Each of them is a thread of its own.
fn collect(workers: u64) -> Vec<u64> {
    let mut entries = Vec::new();
    let (sender, receiver) = mpsc::channel::<u64>();
    // <arrange>
    entries.sort_unstable();
    entries
}

fn main() {
    let entries = collect(4);
    println!("{} entries: {entries:?}", entries.len());
}
