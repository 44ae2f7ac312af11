//! An outbox: many parts of a program post letters, and one collects them.

use std::cell::Cell;

struct Outbox {
    letters: Cell<Vec<String>>,
}

impl Outbox {
    fn new() -> Self {
        Outbox {
            letters: Cell::default(),
        }
    }

    /// Takes the list out, lets somebody work on it, and puts it back.
    fn with<R>(&self, work: impl FnOnce(&mut Vec<String>) -> R) -> R {
        let mut letters = self.letters.take();
        let result = work(&mut letters);
        self.letters.set(letters);
        result
    }

    /// Adds a letter after the others.
    fn post(&self, letter: &str) {
        self.with(|letters| letters.push(letter.to_owned()));
    }

    /// Returns how many letters are waiting.
    fn waiting(&self) -> usize {
        self.with(|letters| letters.len())
    }

    /// Takes all letters out, the oldest first.
    fn collect(&self) -> Vec<String> {
        self.letters.take()
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
