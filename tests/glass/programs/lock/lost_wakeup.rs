//@ ends deadlock
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn main() {
    let ready = Arc::new((Mutex::new(()), Condvar::new()));
    let sender = {
        let ready = Arc::clone(&ready);
        thread::spawn(move || ready.1.notify_one())
    };
    sender.join().unwrap();
    let guard = ready.0.lock().unwrap(); //~ writes guard
    let _guard = ready.1.wait(guard).unwrap(); //~ ends guard, stands
}
//= The main thread waits on line 13 for a notification on `ready.1`. The last `notify_one` came from thread 1 on line 9, before this wait began: a `Condvar` doesn't keep a notification. No other thread is left that could send one.
