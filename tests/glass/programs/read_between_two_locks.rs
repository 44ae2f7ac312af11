// The reader has two values that never belonged together, in every run in which threads are interrupted.
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

static RUNNING: AtomicBool = AtomicBool::new(true);

#[derive(Default)]
struct Bucket {
    rain: Mutex<u64>,
    tips: Mutex<u64>,
}

impl Bucket {
    fn add(&self) {
        *self.rain.lock().unwrap() += 2;
    }

    fn count(&self) {
        *self.tips.lock().unwrap() += 1;
    }

    fn tip(&self) {
        self.add();
        self.count();
    }

    fn is_odd(&self) -> bool {
        let rain = *self.rain.lock().unwrap();
        let tips = *self.tips.lock().unwrap();
        rain != 2 * tips
    }
}

fn main() {
    let bucket = &Bucket::default();
    thread::scope(|scope| {
        let display = scope.spawn(|| {
            let mut odd = false;
            while RUNNING.load(SeqCst) {
                odd |= bucket.is_odd();
                thread::yield_now();
            }
            odd
        });
        scope.spawn(|| {
            for _ in 0..1_500 {
                bucket.tip();
            }
            RUNNING.store(false, SeqCst);
        });
        println!("odd: {}", display.join().unwrap());
    });
}
