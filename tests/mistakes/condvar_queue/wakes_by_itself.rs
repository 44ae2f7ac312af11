//! A queue of jobs. Whoever takes one from it waits until there is one.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;

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
        // Change this method: somebody may wait for ever although a job is there.
        self.filled.notify_one();
        self.waiting.lock().unwrap().push_back(job);
    }

    /// Takes the oldest job. Waits until there is one.
    fn take(&self) -> u32 {
        let mut waiting = self.waiting.lock().unwrap();
        while waiting.is_empty() {
            let pause = std::time::Duration::from_millis(100);
            waiting = self.filled.wait_timeout(waiting, pause).unwrap().0;
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
