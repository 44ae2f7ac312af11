//@ choices 1,1,0
//@ ends deadlock
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Shared {
    jobs: Mutex<Vec<u32>>,
    wake: Condvar,
    stop: AtomicBool,
}

fn work(shared: &Shared) {
    while !shared.stop.load(SeqCst) {
        let jobs = shared.jobs.lock().unwrap(); //~ writes jobs
        if jobs.is_empty() {
            drop(shared.wake.wait(jobs).unwrap()); //~ ends jobs, stands
        }
    }
}

fn main() {
    let shared = Arc::new(Shared::default());
    let own = Arc::clone(&shared);
    let worker = thread::spawn(move || work(&own));
    shared.stop.store(true, SeqCst);
    shared.wake.notify_all();
    worker.join().unwrap(); //~ stands
}
//= The main thread waits on line 29 for thread 1 to finish. Thread 1 waits on line 18 (in `work`, called by a closure in `main` on line 26) for a notification on `shared.wake`. The last `notify_all` came from the main thread on line 28, before this wait began: a `Condvar` doesn't keep a notification. Thread 1 had checked `shared.stop` on line 15, and the main thread changed it on line 27 before thread 1 waited. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.
