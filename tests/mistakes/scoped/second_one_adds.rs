//! Counts the words of two texts at the same time.

use std::sync::Mutex;
use std::thread;

/// Returns how many words both texts have together. Each text is counted on a thread of its own.
fn words(first: &str, second: &str) -> usize {
    let total = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| *total.lock().unwrap() = first.split_whitespace().count());
        scope.spawn(|| *total.lock().unwrap() += second.split_whitespace().count());
    });
    total.into_inner().unwrap()
}

fn main() {
    let text = String::from("one lock and two threads\nand no handle at all");
    let (first, second) = text.split_once('\n').unwrap();
    println!("{} words", words(first, second));
}
