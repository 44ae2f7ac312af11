use std::sync::Mutex;

#[derive(Clone)]
struct Shared {
    count: Mutex<u32>, //~ E0277
}

fn main() {
    println!("{:?}", Shared { count: Mutex::new(1) }.clone().count);
}
