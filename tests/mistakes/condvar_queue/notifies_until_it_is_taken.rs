//! A queue of jobs. A thread that takes one waits until there is one.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;

struct Jobs {
    waiting: Mutex<VecDeque<u32>>,
    /// Wakes a thread that waits for a job.
    filled: Condvar,
}

impl Jobs {
    fn new() -> Self {
        Jobs {
            waiting: Mutex::default(),
            filled: Condvar::new(),
        }
    }

    /// Adds a job, and wakes a thread that waits for one.
    fn put(&self, job: u32) {
        let mut waiting = self.waiting.lock().unwrap();
        waiting.push_back(job);
        while !waiting.is_empty() {
            self.filled.notify_one();
        }
    }

    /// Takes the oldest job. Waits until there is one.
    fn take(&self) -> u32 {
        let mut waiting = self.waiting.lock().unwrap();
        while waiting.is_empty() {
            waiting = self.filled.wait(waiting).unwrap();
        }
        waiting.pop_front().expect("a job is there")
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
