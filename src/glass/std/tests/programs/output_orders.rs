//! Two threads that print, in three orders.

fn main() {
    let child = std::thread::spawn(|| println!("B"));
    println!("a");
    println!("b");
    child.join().unwrap();
}
