//! A journal with one owner, and two functions that write to it in turn.

struct Journal {
    text: String,
    written: usize,
}

impl Journal {
    fn new() -> Self {
        Journal {
            text: String::new(),
            written: 0,
        }
    }

    /// Adds an entry and returns its number, counted from 1.
    fn write(&mut self, entry: &str) -> usize {
        self.text += entry;
        self.text.push('\n');
        self.written += 1;
        self.written
    }

    /// Returns how many entries contain this word.
    fn mentions(&self, word: &str) -> usize {
        self.text
            .lines()
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
    let writer = &mut journal;
    login(writer, "ada");
    order(writer, "ada", "tea");
    login(writer, "ben");
    println!("{} entries mention ada", journal.mentions("ada"));
}
