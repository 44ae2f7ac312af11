use std::sync::Mutex;

fn main() {
    let lock = Mutex::new(1);
    let guard = lock.lock().unwrap();
    println!("{}", lock.into_inner().unwrap()); //~ E0505
    drop(guard);
}
