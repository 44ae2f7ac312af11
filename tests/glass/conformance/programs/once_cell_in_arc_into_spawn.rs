use std::cell::OnceCell;
use std::sync::Arc;
use std::thread;

fn main() {
    let shared = Arc::new(OnceCell::new());
    let worker = thread::spawn(move || println!("{}", shared.get_or_init(|| 1))); //~ E0277
    worker.join().unwrap();
}
