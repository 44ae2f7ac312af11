//! A thread that parks forever, because another thread gets the `unpark`.

use std::thread;

fn main() {
    let other = thread::spawn(thread::park);
    thread::current().unpark();
    thread::park();
    other.join().unwrap();
}
