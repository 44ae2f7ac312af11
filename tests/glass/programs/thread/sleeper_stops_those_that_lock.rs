// The threads that work never wait: they end once the main thread has slept.
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

static RUNNING: AtomicBool = AtomicBool::new(true);
static WORK: Mutex<u64> = Mutex::new(0);
static FIRED: AtomicU32 = AtomicU32::new(0);

fn work() {
    while RUNNING.load(SeqCst) {
        *WORK.lock().unwrap() += 1; //~ ends ?, ends _, writes _
    }
}

fn main() {
    thread::spawn(|| {
        thread::sleep(Duration::from_secs(60));
        FIRED.fetch_add(1, SeqCst);
    });
    let workers = [thread::spawn(work), thread::spawn(work)];
    for _ in 0..3 {
        thread::sleep(Duration::from_micros(300));
    }
    RUNNING.store(false, SeqCst);
    for worker in workers {
        worker.join().unwrap();
    }
    // What others did took less than that sleep.
    println!("fired {}", FIRED.load(SeqCst));
}
//> fired 0
