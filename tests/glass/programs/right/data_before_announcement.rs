use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;
#[derive(Default)]
struct Mailbox {
    latest: AtomicU64,
    body: AtomicU64,
    over: AtomicBool,
    percent: AtomicU64,
    done: AtomicU64,
}
impl Mailbox {
    fn publish(&self, n: u64) {
        self.body.store(n * 10, SeqCst);
        thread::sleep(Duration::from_micros(40));
        self.latest.store(n, SeqCst);
        self.progress(n);
    }
    fn progress(&self, n: u64) {
        self.percent.store(n * 10, SeqCst);
        self.done.store(n, SeqCst);
    }
    fn poll(&self, after: u64) -> Option<(u64, u64)> {
        let n = self.latest.load(SeqCst);
        (n > after).then(|| (n, self.body.load(SeqCst)))
    }
}
fn main() {
    let m = Arc::new(Mailbox::default());
    let reader = {
        let m = Arc::clone(&m);
        thread::spawn(move || {
            let mut last = 0;
            let mut late = 0;
            while !m.over.load(SeqCst) {
                if let Some((n, body)) = m.poll(last) {
                    last = n;
                    if body < n * 10 {
                        late += 1;
                    }
                }
                let done = m.done.load(SeqCst);
                if done > 0 && m.percent.load(SeqCst) < done * 10 {
                    late += 1;
                }
                thread::sleep(Duration::from_micros(17));
            }
            late
        })
    };
    for n in 1..=10 {
        m.publish(n);
        thread::sleep(Duration::from_micros(25));
    }
    m.over.store(true, SeqCst);
    println!("{} late", reader.join().unwrap());
}
