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
    fn write(&mut self, entry: &str) -> usize {
        let number = self.entries.len();
        self.entries.push(entry.to_owned());
        number
    }

    /// Returns how many entries contain this word.
    fn mentions(&self, word: &str) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.contains(word))
            .count()
    }
}

fn login(journal: &mut Journal, user: &str) {
    let number = journal.write(&format!("{user} logged in"));
    println!("entry {number}: login");
}

fn order(journal: &mut Journal, user: &str, what: &str) {
    let number = journal.write(&format!("{user} ordered {what}"));
    println!("entry {number}: order");
}

fn main() {
    let mut journal = Journal::new();
    login(&mut journal, "ada");
    order(&mut journal, "ada", "tea");
    login(&mut journal, "ben");
    println!("{} entries mention ada", journal.mentions("ada"));
}
