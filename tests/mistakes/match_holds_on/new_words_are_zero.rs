//! Numbers the words of a program: a new word gets the next number, a known one keeps its own.

use std::cell::RefCell;

struct Word {
    text: String,
    uses: u32,
}

struct Words {
    known: RefCell<Vec<Word>>,
}

impl Words {
    fn new() -> Self {
        Words {
            known: RefCell::new(Vec::new()),
        }
    }

    /// Returns the number of a word, and counts one more use of it.
    fn number(&self, text: &str) -> usize {
        let found = self.known.borrow().iter().position(|w| w.text == text);
        match found {
            Some(number) => {
                self.known.borrow_mut()[number].uses += 1;
                number
            }
            None => {
                let mut known = self.known.borrow_mut();
                known.push(Word {
                    text: text.to_owned(),
                    uses: 1,
                });
                0
            }
        }
    }

    /// Returns how often the word with this number was asked for.
    fn uses(&self, number: usize) -> u32 {
        self.known.borrow()[number].uses
    }
}

fn main() {
    let words = Words::new();
    let (reader, checker) = (&words, &words);
    for text in ["let", "x", "let", "y"] {
        println!("{text} is number {}", reader.number(text));
    }
    println!("x is number {}", checker.number("x"));
    println!("let was used {} times", words.uses(0));
}
