use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;

#[derive(Default)]
struct Cells {
    data: [AtomicU64; 6],
    ready: [AtomicBool; 6],
    hits: AtomicU64,
    sum: AtomicU64,
    lock: Mutex<()>,
}

impl Cells {
    fn publish(&self, n: usize, order: Ordering) {
        self.data[n].store(7, Ordering::Relaxed);
        self.ready[n].store(true, order);
    }

    fn read(&self, n: usize, order: Ordering) -> Option<u64> {
        if self.ready[n].load(order) {
            return Some(self.data[n].load(Ordering::Relaxed));
        }
        None
    }
}

fn main() {
    let cells = Arc::new(Cells::default());
    cells.publish(0, Ordering::Relaxed);
    let (send, receive) = mpsc::channel();
    let barrier = Arc::new(Barrier::new(2));
    let writer = {
        let (cells, barrier) = (Arc::clone(&cells), Arc::clone(&barrier));
        thread::spawn(move || {
            println!("{:?}", cells.read(0, Ordering::Relaxed));
            cells.publish(1, Ordering::Relaxed);
            send.send(()).unwrap();
            cells.publish(2, Ordering::Relaxed);
            barrier.wait();
            {
                let _guard = cells.lock.lock().unwrap();
                cells.publish(3, Ordering::Relaxed);
            }
            cells.publish(4, Ordering::Release);
            for _ in 0..5 {
                cells.sum.fetch_add(3, Ordering::Relaxed);
                cells.hits.fetch_add(1, Ordering::Relaxed);
            }
            cells.publish(5, Ordering::Relaxed);
        })
    };
    receive.recv().unwrap();
    println!("{:?}", cells.read(1, Ordering::Relaxed));
    barrier.wait();
    println!("{:?}", cells.read(2, Ordering::Relaxed));
    loop {
        let _guard = cells.lock.lock().unwrap();
        if cells.read(3, Ordering::Relaxed).is_some() {
            break;
        }
    }
    while cells.read(4, Ordering::Acquire).is_none() {
        thread::yield_now();
    }
    if cells.hits.load(Ordering::Relaxed) > 5 {
        println!("{}", cells.sum.load(Ordering::Relaxed));
    }
    writer.join().unwrap();
    println!("{:?}", cells.read(5, Ordering::Relaxed));
}
