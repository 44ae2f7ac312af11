use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;
#[derive(Default)]
struct Seq {
    version: AtomicU64,
    x: AtomicU64,
    y: AtomicU64,
}
impl Seq {
    fn write(&self, x: u64) {
        let v = self.version.load(SeqCst);
        self.version.store(v + 1, SeqCst);
        self.x.store(x, SeqCst);
        thread::sleep(Duration::from_micros(30));
        self.y.store(x * 2, SeqCst);
        self.version.store(v + 2, SeqCst);
    }
    fn read(&self) -> (u64, u64) {
        loop {
            let before = self.version.load(SeqCst);
            if before % 2 == 1 {
                thread::sleep(Duration::from_micros(7));
                continue;
            }
            let pair = (self.x.load(SeqCst), self.y.load(SeqCst));
            if self.version.load(SeqCst) == before {
                return pair;
            }
        }
    }
}
fn main() {
    let seq = Arc::new(Seq::default());
    let w = {
        let seq = Arc::clone(&seq);
        thread::spawn(move || {
            for i in 1..=15 {
                seq.write(i);
                thread::sleep(Duration::from_micros(11));
            }
        })
    };
    let r: Vec<_> = (0..2)
        .map(|_| {
            let seq = Arc::clone(&seq);
            thread::spawn(move || {
                let mut bad = 0;
                for _ in 0..40 {
                    let (x, y) = seq.read();
                    if y != 2 * x {
                        bad += 1;
                    }
                    thread::sleep(Duration::from_micros(9));
                }
                bad
            })
        })
        .collect();
    w.join().unwrap();
    for r in r {
        println!("{} torn", r.join().unwrap());
    }
}
