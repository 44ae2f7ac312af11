//! A journal that threads write to. When they are done, it is corrected and handed in.

use std::sync::Mutex;
use std::thread;

struct Journal {
    lines: Mutex<Vec<String>>,
}

impl Journal {
    fn new() -> Self {
        Journal {
            lines: Mutex::default(),
        }
    }

    /// Adds a line, from any thread.
    fn write(&self, line: &str) {
        self.lines.lock().unwrap().push(line.to_owned());
    }

    /// Replaces every line that says `wrong` with `right`.
    fn correct(&mut self, wrong: &str, right: &str) {
        let mut lines = std::mem::take(&mut self.lines).into_inner().unwrap();
        for line in &mut lines {
            if line == wrong {
                *line = right.to_owned();
            }
        }
    }

    /// Returns all lines, and consumes the journal.
    fn hand_in(self) -> Vec<String> {
        self.lines.into_inner().unwrap()
    }
}

fn main() {
    let mut journal = Journal::new();
    thread::scope(|scope| {
        scope.spawn(|| journal.write("value = 10"));
    });
    journal.write("closed");
    journal.correct("value = 10", "value = 100");
    println!("{}", journal.hand_in().join("\n"));
}
