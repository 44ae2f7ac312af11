//! Locks stdin twice.

fn main() {
    let input = std::io::stdin();
    let _lock = input.lock();
    let _ = input.read_line(&mut String::new());
}
