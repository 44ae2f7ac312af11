//! An outbox: many parts of a program post letters, and one carries them away.

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

    /// Puts one more letter behind the others.
    fn post(&self, letter: &str) {
        let mut letters = self.letters.take();
        letters.push(letter.to_owned());
        self.letters.set(letters);
    }

    /// How many letters are waiting.
    fn waiting(&self) -> usize {
        let letters = self.letters.take();
        self.letters.set(letters);
        let waiting = self.letters.len();
        waiting
    }

    /// Carries all letters away, the oldest first.
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
