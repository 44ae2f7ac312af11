//@ ends deadlock
// What a parked thread tests changes after the last `unpark`.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
struct Signal { ready: AtomicBool }
fn main() {
    let signal = Arc::new(Signal { ready: AtomicBool::new(false) });
    let worker = {
        let signal = signal.clone();
        thread::Builder::new().name("worker".into()).spawn(move || {
            while !signal.ready.load(Ordering::Acquire) {
                thread::park(); //~ stands
            }
            println!("go");
        }).unwrap()
    };
    thread::sleep(Duration::from_millis(5));
    worker.thread().unpark();
    thread::sleep(Duration::from_millis(5));
    signal.ready.store(true, Ordering::Release);
    worker.join().unwrap(); //~ stands
}
//= The main thread waits on line 23 for thread `worker` to finish. Thread `worker` waits on line 14 to be unparked. The last `unpark` came from the main thread on line 20. During the wait, the main thread changed `ready` on line 22, but no thread unparked it after that. Only the main thread is left, but it waits for thread `worker` to finish, so it cannot unpark it.
//? call `unpark` after the change on line 22
