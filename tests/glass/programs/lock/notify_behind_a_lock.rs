//@ ends deadlock
use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let ready = Mutex::new(false);
    let changed = Condvar::new();
    let log = Mutex::new(Vec::new());
    thread::scope(|scope| { //~ stands
        let waiter = thread::Builder::new().name("waiter".to_owned());
        let waits = || {
            let mut lines = log.lock().unwrap(); //~ writes lines
            let guard = ready.lock().unwrap(); //~ writes guard
            let seen = changed.wait_while(guard, |ready| !*ready); //~ ends guard, stands
            lines.push(seen.is_ok());
        };
        waiter.spawn_scoped(scope, waits).unwrap();
        scope.spawn(|| {
            log.lock().unwrap().push(true); //~ stands
            *ready.lock().unwrap() = true;
            changed.notify_one();
        });
    });
}
//= Thread `waiter` waits on line 14 for a notification on `changed`. The wait releases `ready`, but not `log`, which the thread has held since line 12 (guard `lines`). The guard lives until the `}` on line 16. Thread 2 waits on line 19 for `log`, which thread `waiter` holds. Thread `waiter` and thread 2 wait for each other. The main thread waits on line 9 for thread `waiter` to finish.
