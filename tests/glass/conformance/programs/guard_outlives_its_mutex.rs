use std::sync::Mutex;

fn main() {
    let guard;
    {
        let lock = Mutex::new(1);
        guard = lock.lock().unwrap(); //~ E0597
    }
    println!("{guard}");
}
