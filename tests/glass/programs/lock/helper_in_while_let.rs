//! A helper returns the guards: the lines of its callers show what happened.
//@ edition 2021
//@ ends deadlock

use std::sync::{Mutex, MutexGuard};

#[derive(Default)]
struct Queue {
    backlog: Mutex<Vec<u32>>,
}

impl Queue {
    fn backlog(&self) -> MutexGuard<'_, Vec<u32>> {
        self.backlog.lock().unwrap() //~ writes _guard, stands
    }

    fn submit(&self, task: u32) {
        self.backlog().push(task); //~ ends _guard
    }

    fn drain(&self) {
        while let Some(task) = self.backlog().pop() {
            if task > 1 {
                self.submit(task - 1);
            }
        }
    }
}

fn main() {
    let queue = Queue::default();
    queue.submit(2);
    queue.drain();
}
//= On line 14 (in `backlog`, called by `submit` on line 18), the thread waits forever for `backlog`, which the same thread has held since line 22 in `drain`. `drain` got the guard from `backlog` on line 22: as a temporary in the scrutinee of the `while let`, it lives until the `}` on line 26. While it is alive, `drain` calls `submit` on line 24.
