use std::sync::Mutex;

fn main() {
    let lock = Mutex::new(1);
    let guard = lock.lock().unwrap();
    *guard = 2; //~ E0596
}
