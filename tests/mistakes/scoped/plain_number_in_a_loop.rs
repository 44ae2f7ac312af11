//! Counts the words of two texts at the same time.

use std::thread;

/// Returns how many words both texts have together. Each text is counted on a thread of its own.
fn words(first: &str, second: &str) -> usize {
    let mut total = 0;
    thread::scope(|scope| {
        for text in [first, second] {
            scope.spawn(|| total += text.split_whitespace().count());
        }
    });
    total
}

fn main() {
    let text = String::from("one lock and two threads\nand no handle at all");
    let (first, second) = text.split_once('\n').unwrap();
    println!("{} words", words(first, second));
}
