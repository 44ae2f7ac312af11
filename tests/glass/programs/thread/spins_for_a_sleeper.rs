use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

static READY: AtomicBool = AtomicBool::new(false);

fn main() {
    let worker = thread::spawn(|| {
        thread::sleep(Duration::from_millis(10));
        READY.store(true, Ordering::Release);
    });
    while !READY.load(Ordering::Acquire) {
        std::hint::spin_loop();
    }
    worker.join().unwrap();
    println!("awake");
}
//> awake
