//! A queue of jobs. Whoever takes one from it waits until there is one.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

struct Jobs {
    waiting: Mutex<VecDeque<u32>>,
    /// Rings when there is a job for somebody who waits.
    filled: Condvar,
}

impl Jobs {
    fn new() -> Self {
        Jobs {
            waiting: Mutex::default(),
            filled: Condvar::new(),
        }
    }

    /// Puts a job in, and wakes somebody who waits for one.
    fn put(&self, job: u32) {
        self.waiting.lock().unwrap().push_back(job);
        self.filled.notify_one();
    }

    /// Takes the oldest job. Waits until there is one.
    fn take(&self) -> u32 {
        loop {
            if let Some(job) = self.waiting.lock().unwrap().pop_front() {
                return job;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

fn main() {
    let jobs = Jobs::new();
    let done = thread::scope(|scope| {
        let helper = scope.spawn(|| jobs.take());
        jobs.put(7);
        helper.join().unwrap()
    });
    println!("done: {done}");
}
