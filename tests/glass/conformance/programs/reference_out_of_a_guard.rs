use std::sync::Mutex;

fn first(lock: &Mutex<Vec<u32>>) -> &u32 {
    &lock.lock().unwrap()[0] //~ E0515
}

fn main() {
    println!("{}", first(&Mutex::new(vec![1])));
}
