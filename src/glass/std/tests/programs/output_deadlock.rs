//! Waits under the lock of stdout for a thread that wants to print.

fn main() {
    let _lock = std::io::stdout().lock();
    let child = std::thread::spawn(|| println!("never"));
    child.join().unwrap();
}
