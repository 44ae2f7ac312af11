//! A parser that owns its text, and lends words of it while it moves forward.

use std::cell::Cell;

struct Parser {
    text: String,
    pos: Cell<usize>,
    errors: Cell<u32>,
}

impl Parser {
    fn new(text: &str) -> Self {
        Parser {
            text: text.to_owned(),
            pos: Cell::new(0),
            errors: Cell::new(0),
        }
    }

    /// Returns the position, in bytes.
    fn pos(&self) -> usize {
        self.pos.get()
    }

    /// Returns how many words have been missing so far.
    fn errors(&self) -> u32 {
        self.errors.get()
    }

    /// Returns the next character without skipping it; `None` at the end.
    fn peek(&self) -> Option<char> {
        self.text[self.pos.get()..].chars().next()
    }

    /// Skips the next character, if there is one.
    fn bump(&self) {
        if let Some(next) = self.peek() {
            self.pos.set(self.pos.get() + next.len_utf8());
        }
    }

    /// Returns the letters and digits from here on. If there are none, it counts an error.
    fn word(&self) -> &str {
        let start = self.pos();
        while self.peek().is_some_and(char::is_alphanumeric) {
            self.bump();
        }
        if self.pos() == start {
            self.errors.set(self.errors.get() + 1);
        }
        &self.text[start..self.text.len()]
    }
}

/// Reads one `name=value;`. Both words borrow from the parser.
fn setting(parser: &Parser) -> (&str, &str) {
    let name = parser.word();
    parser.bump();
    let value = parser.word();
    parser.bump();
    (name, value)
}

fn main() {
    let parser = Parser::new("width=80;height=;");
    let width = setting(&parser);
    let height = setting(&parser);
    println!("{width:?} {height:?}");
    println!("pos = {}, errors = {}", parser.pos(), parser.errors());
}
