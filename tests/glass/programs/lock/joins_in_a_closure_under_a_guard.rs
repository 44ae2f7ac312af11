//@ ends deadlock
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

fn finish(worker: JoinHandle<()>) {
    worker.join().unwrap(); //~ stands
}

fn pay(settle: impl FnOnce()) {
    settle();
}

fn close(sheet: &Mutex<u32>, worker: JoinHandle<()>) {
    let total = sheet.lock().unwrap(); //~ writes total
    pay(|| finish(worker));
    println!("{total}");
}

fn main() {
    let sheet = Arc::new(Mutex::new(0));
    let shared = Arc::clone(&sheet);
    let worker = thread::spawn(move || {
        *shared.lock().unwrap() += 1; //~ stands
    });
    close(&sheet, worker);
}
//= The main thread waits on line 6 (in `finish`, called by a closure in `close` on line 15) for thread 1 to finish. Thread 1 waits on line 23 for `sheet`, which the main thread has held since line 14 (guard `total`) in `close`. The guard lives until the `}` on line 17. While it is alive, `close` calls `pay` on line 15. `pay` runs a closure in `close` on line 10. The main thread and thread 1 wait for each other.
