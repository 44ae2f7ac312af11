use std::sync::Mutex;
use std::thread;

static COUNT: Mutex<u32> = Mutex::new(0);

fn main() {
    let guard = COUNT.lock().unwrap();
    let worker = thread::spawn(move || println!("{guard}")); //~ E0277
    worker.join().unwrap();
}
