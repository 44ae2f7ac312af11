//@ ends deadlock
//@ choices 1,1,1,2
// Closing concerns all workers, but wakes only one. The worker that is woken finds no task: its `pop` changes nothing.
use std::collections::BinaryHeap;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct State {
    tasks: BinaryHeap<u32>,
    closed: bool,
}

#[derive(Default)]
struct Pool {
    state: Mutex<State>,
    work: Condvar,
}

impl Pool {
    fn take(&self) -> Option<u32> {
        let mut state = self.state.lock().unwrap(); //~ writes state
        loop {
            if let Some(task) = state.tasks.pop() {
                return Some(task);
            }
            if state.closed {
                return None;
            }
            state = self.work.wait(state).unwrap(); //~ ends state, stands, writes state
        }
    } //~ ends state

    fn close(&self) {
        self.state.lock().unwrap().closed = true; //~ ends _close, writes _close
        self.work.notify_one();
    }
}

fn main() {
    let pool = Arc::new(Pool::default());
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let pool = Arc::clone(&pool);
            thread::spawn(move || while pool.take().is_some() {})
        })
        .collect();
    thread::yield_now();
    pool.close();
    for worker in workers {
        worker.join().unwrap(); //~ stands
    }
}
//= The main thread waits on line 51 for thread 2 to finish. Thread 2 waits on line 30 (in `take`, called by a closure in `main` on line 45) for a notification on `work`. The last `notify_one` came from the main thread on line 36: it woke only thread 1, one of 2 threads that waited. Only the main thread is left, but it waits for thread 2 to finish, so it cannot send one.
