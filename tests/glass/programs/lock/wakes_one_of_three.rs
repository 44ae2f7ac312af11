//@ ends deadlock
// One of the waiting threads is woken; it then changes nothing that the others test.
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

#[derive(Default)]
struct State {
    idle: u32,
    stopping: bool,
}

#[derive(Default)]
struct Pool {
    state: Mutex<State>,
    wakeup: Condvar,
}

impl Pool {
    fn work(&self) {
        let mut state = self.state.lock().unwrap(); //~ writes state
        while !state.stopping {
            state.idle += 1;
            state = self.wakeup.wait(state).unwrap(); //~ ends state, stands, writes state
            state.idle -= 1;
        }
    } //~ ends state
}

fn main() {
    let pool = Arc::new(Pool::default());
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let pool = Arc::clone(&pool);
            thread::spawn(move || pool.work())
        })
        .collect();
    thread::sleep(Duration::from_millis(20));
    pool.state.lock().unwrap().stopping = true; //~ writes _stop, ends _stop
    pool.wakeup.notify_one();
    for worker in workers {
        worker.join().unwrap(); //~ stands
    }
}
//= The main thread waits on line 42 for thread 2 to finish. Threads 2 and 3 wait on line 24 for a notification on `wakeup`. The last `notify_one` came from the main thread on line 40: it woke only thread 1, one of 3 threads that waited. Only the main thread is left, but it waits for thread 2 to finish, so it cannot send one.
//? use `notify_all` on line 40 if all threads that wait can continue after the change
