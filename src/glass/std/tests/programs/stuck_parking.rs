//! An `unpark` that came for somebody else.

use std::thread;

fn main() {
    let other = thread::spawn(thread::park);
    thread::current().unpark();
    thread::park();
    other.join().unwrap();
}
