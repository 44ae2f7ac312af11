//@ ends deadlock
// `notify_one` wakes a thread that cannot continue yet, and not the one that can.
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

#[derive(Default)]
struct Turn {
    state: Mutex<u32>,
    changed: Condvar,
}

impl Turn {
    fn wait_for(&self, turn: u32) {
        let mut state = self.state.lock().unwrap(); //~ writes state
        while *state != turn {
            state = self.changed.wait(state).unwrap(); //~ ends state, stands, writes state
        }
    }
    fn advance(&self) {
        *self.state.lock().unwrap() += 1; //~ ends _main, writes _main
        self.changed.notify_one();
    }
}

fn main() {
    let turn = Arc::new(Turn::default());
    let mut workers = Vec::new();
    for number in [3, 2, 1] {
        let turn = turn.clone();
        workers.push(thread::spawn(move || {
            turn.wait_for(number);
            println!("{number}");
            turn.advance();
        }));
    }
    thread::sleep(Duration::from_millis(20));
    turn.advance();
    for worker in workers {
        worker.join().unwrap(); //~ stands
    }
}
//= The main thread waits on line 40 for thread 1 to finish. Threads 1 to 3 wait on line 17 for a notification on `changed`. The last `notify_one` came from the main thread on line 22: it woke only thread 1, one of 3 threads that waited, and thread 1 waits again. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.
//? use `notify_all` on line 22, because the thread that `notify_one` wakes may not be the one that can continue
