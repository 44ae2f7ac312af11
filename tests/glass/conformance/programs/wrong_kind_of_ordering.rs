use std::sync::atomic::AtomicU32;

fn main() {
    let count = AtomicU32::new(0);
    println!("{}", count.load()); //~ E0061
    count.store("one", std::sync::atomic::Ordering::SeqCst); //~ E0308
}
