//@ ends deadlock
// A thread changes what another one waits for, but notifies it only in one case.
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Plan {
    left: u32,
    skipped: u32,
}

#[derive(Default)]
struct Board {
    plan: Mutex<Plan>,
    changed: Condvar,
}

impl Board {
    fn wait_until_done(&self) -> u32 {
        let mut plan = self.plan.lock().unwrap(); //~ writes plan
        while plan.left > 0 {
            plan = self.changed.wait(plan).unwrap(); //~ ends plan, stands, writes plan
        }
        plan.skipped
    }

    fn finish(&self, skipped: bool) {
        let mut plan = self.plan.lock().unwrap(); //~ writes plan
        plan.left -= 1;
        plan.skipped += u32::from(skipped);
        if !skipped {
            self.changed.notify_all();
        }
    } //~ ends plan
}

fn main() {
    let board = Arc::new(Board::default());
    board.plan.lock().unwrap().left = 2; //~ writes _main, ends _main
    let waiting = thread::spawn({
        let board = board.clone();
        move || board.wait_until_done()
    });
    for skipped in [false, true] {
        thread::sleep(std::time::Duration::from_millis(1));
        board.finish(skipped);
    }
    println!("{}", waiting.join().unwrap()); //~ stands
}
//= The main thread waits on line 48 for thread 1 to finish. Thread 1 waits on line 22 (in `wait_until_done`, called by a closure in `main` on line 42) for a notification on `changed`. The last `notify_all` came from the main thread on line 32. During the wait, the main thread changed `plan` on line 29 (in `finish`, called by `main` on line 46), but no thread notified `changed` after that. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.
//? in `finish`, notify `changed` after every change of `plan`
