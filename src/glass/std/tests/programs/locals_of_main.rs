//! Thread-locals of the first thread are dropped when `main` has ended, while other threads still run.

use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;

static LOCK: Mutex<u32> = Mutex::new(0);

struct Counts(&'static str);

impl Drop for Counts {
    fn drop(&mut self) {
        let mut count = LOCK.lock().unwrap();
        *count += 1;
        thread::yield_now();
        println!("{} {}", self.0, *count);
    }
}

thread_local! {
    static EARLY: Counts = const { Counts("early") };
    static LATE: Counts = const { Counts("late") };
}

fn main() {
    // Before anything that another thread could observe.
    EARLY.with(|_| ());
    *LOCK.lock().unwrap() += 10;
    LATE.with(|_| ());
    let (tx, rx) = channel();
    thread::spawn(move || {
        tx.send(()).unwrap();
        loop {
            let count = LOCK.lock().unwrap();
            thread::yield_now();
            drop(count);
        }
    });
    rx.recv().unwrap();
    println!("main has ended");
}
