//! One `unpark` lets one `park` return.
//@ ends deadlock

use std::thread;

fn main() {
    let motor = thread::spawn(|| {
        for _ in 0..2 {
            thread::park(); //~ stands
        }
    });
    motor.thread().unpark();
    motor.join().unwrap(); //~ stands
}
//= The main thread waits on line 13 for thread 1 to finish. Thread 1 waits on line 9 to be unparked. The last `unpark` came from the main thread on line 12: an earlier `park` has used it up. Only the main thread is left, but it waits for thread 1 to finish, so it cannot unpark it.
//| 7 0 starts thread 1
//| 12 0 unparks thread 1
//| 13 0 waits for thread 1 to finish
//| 9 1 returns from `park`
//| 9 1 waits in `park`
