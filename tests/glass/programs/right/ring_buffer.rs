use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;
struct Ring {
    slots: [AtomicU64; 2],
    head: AtomicUsize,
    tail: AtomicUsize,
}
impl Ring {
    fn push(&self, value: u64) -> bool {
        let head = self.head.load(SeqCst);
        if head - self.tail.load(SeqCst) == self.slots.len() {
            return false;
        }
        self.slots[head % self.slots.len()].store(value, SeqCst);
        thread::sleep(Duration::from_micros(5));
        self.head.store(head + 1, SeqCst);
        true
    }
    fn pop(&self) -> Option<u64> {
        let tail = self.tail.load(SeqCst);
        if self.head.load(SeqCst) == tail {
            return None;
        }
        let value = self.slots[tail % self.slots.len()].load(SeqCst);
        self.tail.store(tail + 1, SeqCst);
        Some(value)
    }
}
fn main() {
    let ring = Arc::new(Ring {
        slots: [AtomicU64::new(0), AtomicU64::new(0)],
        head: AtomicUsize::new(0),
        tail: AtomicUsize::new(0),
    });
    let producer = {
        let ring = Arc::clone(&ring);
        thread::spawn(move || {
            for v in 1..=20 {
                while !ring.push(v) {
                    thread::sleep(Duration::from_micros(3));
                }
            }
        })
    };
    let mut got = Vec::new();
    while got.len() < 20 {
        match ring.pop() {
            Some(v) => got.push(v),
            None => thread::sleep(Duration::from_micros(4)),
        }
    }
    producer.join().unwrap();
    println!("{got:?}");
}
