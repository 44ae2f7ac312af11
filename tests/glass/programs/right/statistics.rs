use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

#[derive(Default)]
struct Stats {
    requests: AtomicU64,
    bytes: AtomicU64,
    errors: AtomicU64,
}

impl Stats {
    fn record(&self, size: u64, ok: bool) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        thread::sleep(Duration::from_micros(50));
        self.bytes.fetch_add(size, Ordering::Relaxed);
        if !ok {
            self.errors.fetch_add(1, Ordering::Relaxed);
        }
    }
    fn average(&self) -> u64 {
        let n = self.requests.load(Ordering::Relaxed);
        if n == 0 {
            return 0;
        }
        self.bytes.load(Ordering::Relaxed) / n
    }
}

fn main() {
    let stats = Arc::new(Stats::default());
    let workers: Vec<_> = (0..3)
        .map(|w| {
            let stats = Arc::clone(&stats);
            thread::spawn(move || {
                for i in 0..20 {
                    stats.record(100 + i * w, i % 7 != 3);
                }
            })
        })
        .collect();
    let watcher = {
        let stats = Arc::clone(&stats);
        thread::spawn(move || {
            let mut best = 0;
            for _ in 0..10 {
                best = best.max(stats.average());
                thread::sleep(Duration::from_micros(90));
            }
            best
        })
    };
    for w in workers {
        w.join().unwrap();
    }
    let best = watcher.join().unwrap();
    println!("best below 200: {}", best < 200);
    println!(
        "{} requests, {} bytes, {} errors",
        stats.requests.load(Ordering::Relaxed),
        stats.bytes.load(Ordering::Relaxed),
        stats.errors.load(Ordering::Relaxed)
    );
}
