//! An outbox: many parts of a program post letters, and one collects them.

use std::cell::Cell;

thread_local! {
    static LETTERS: Cell<Vec<String>> = Cell::default();
}

struct Outbox;

impl Outbox {
    fn new() -> Self {
        Outbox
    }

    /// Adds a letter after the others.
    fn post(&self, letter: &str) {
        let mut letters = LETTERS.take();
        letters.push(letter.to_owned());
        LETTERS.set(letters);
    }

    /// Returns how many letters are waiting.
    fn waiting(&self) -> usize {
        let letters = LETTERS.take();
        let waiting = letters.len();
        LETTERS.set(letters);
        waiting
    }

    /// Takes all letters out, the oldest first.
    fn collect(&self) -> Vec<String> {
        LETTERS.take()
    }
}

fn main() {
    let outbox = Outbox::new();
    let (shop, support) = (&outbox, &outbox);
    shop.post("your order is on its way");
    support.post("your question has an answer");
    shop.post("your invoice");
    println!("{} waiting", outbox.waiting());

    for letter in outbox.collect() {
        println!("sent: {letter}");
    }
    support.post("how did you like it?");
    println!("{} waiting", outbox.waiting());
}
