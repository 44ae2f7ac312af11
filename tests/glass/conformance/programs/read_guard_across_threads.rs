use std::sync::RwLock;
use std::thread;

static COUNT: RwLock<u32> = RwLock::new(0);

fn main() {
    let guard = COUNT.read().unwrap();
    let worker = thread::spawn(move || println!("{guard}")); //~ E0277
    worker.join().unwrap();
}
