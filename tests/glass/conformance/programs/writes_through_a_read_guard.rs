use std::sync::RwLock;

fn main() {
    let lock = RwLock::new(1);
    let reader = lock.read().unwrap();
    *reader = 2; //~ E0594
}
