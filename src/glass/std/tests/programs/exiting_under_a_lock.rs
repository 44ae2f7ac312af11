//! Output that is buffered under a lock which no thread releases is lost.

use std::io::Write;

fn main() {
    println!("first");
    let other = std::thread::spawn(|| {
        let mut lock = std::io::stdout().lock();
        lock.write_all(b"a line\nand lost").unwrap();
        std::mem::forget(lock);
    });
    other.join().unwrap();
}
