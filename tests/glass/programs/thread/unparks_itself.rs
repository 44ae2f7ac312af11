//@ ends deadlock
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};

struct Bell {
    rung: AtomicBool,
    porter: Thread,
}

impl Bell {
    fn ring(&self) {
        self.rung.store(true, Ordering::SeqCst);
        self.porter.unpark();
    }
}

fn main() {
    let bell = Arc::new(Bell {
        rung: AtomicBool::new(false),
        porter: thread::current(),
    });
    let porter = {
        let bell = Arc::clone(&bell);
        thread::spawn(move || {
            while !bell.rung.load(Ordering::SeqCst) {
                thread::park(); //~ stands
            }
        })
    };
    thread::yield_now();
    bell.ring();
    porter.join().unwrap(); //~ stands
}
//= The main thread waits on line 33 for thread 1 to finish. Thread 1 waits on line 27 to be unparked. No thread has unparked it. During the wait, the main thread changed `rung` on line 13, but the `unpark` on line 14 was for the main thread itself. Only the main thread is left, but it waits for thread 1 to finish, so it cannot unpark it.
