// Only the thread that stores both knows their order; the total is a count that no other value belongs to.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;

#[derive(Default)]
struct Log {
    cells: [AtomicU64; 4],
    filled: AtomicUsize,
    total: AtomicU64,
}

impl Log {
    fn append(&self, n: u64) {
        let next = self.filled.load(Relaxed);
        self.total.fetch_add(n, Relaxed);
        self.cells[next].store(n, Relaxed);
        self.filled.store(next + 1, Relaxed);
    }

    fn last(&self) -> Option<u64> {
        let index = self.filled.load(Relaxed).checked_sub(1)?;
        Some(self.cells[index].load(Relaxed))
    }
}

fn main() {
    let log = Arc::new(Log::default());
    let same = Arc::clone(&log);
    let writer = thread::spawn(move || (1..5).for_each(|n| same.append(n)));
    while log.last().is_none() {
        thread::yield_now();
    }
    println!("{}", log.total.load(Relaxed) > 0);
    writer.join().unwrap();
}
//= Thread 1 stores `cells[next]` on line 17 before it changes `filled` on line 18, and the main thread reads `filled` on line 22 before `cells[index]` on line 23, all with `Relaxed`. That orders nothing between threads: a thread may see the new `filled` but the old `cells[next]`. Call `store` on line 18 with `Release`, and `load` on line 22 with `Acquire`.
