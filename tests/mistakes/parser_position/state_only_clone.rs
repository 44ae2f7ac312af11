//! A parser that owns its text, and lends words of it while it moves forward.

use std::cell::Cell;

#[derive(Clone)]
struct State {
    pos: usize,
    errors: u32,
}

struct Parser {
    text: String,
    state: Cell<State>,
}

impl Parser {
    fn new(text: &str) -> Self {
        Parser {
            text: text.to_owned(),
            state: Cell::new(State { pos: 0, errors: 0 }),
        }
    }

    /// Returns the position, in bytes.
    fn pos(&self) -> usize {
        self.state.get().pos
    }

    /// Returns how many words have been missing so far.
    fn errors(&self) -> u32 {
        self.state.get().errors
    }

    /// Returns the next character without skipping it; `None` at the end.
    fn peek(&self) -> Option<char> {
        self.text[self.pos()..].chars().next()
    }

    /// Skips the next character, if there is one.
    fn bump(&self) {
        if let Some(next) = self.peek() {
            // Change this step, and the field: callers hold words that borrow from the parser.
            let mut state = self.state.get();
            state.pos += next.len_utf8();
            self.state.set(state);
        }
    }

    /// Returns the letters and digits from here on. If there are none, it counts an error.
    fn word(&self) -> &str {
        let start = self.pos();
        while self.peek().is_some_and(char::is_alphanumeric) {
            self.bump();
        }
        if self.pos() == start {
            // Change this line, too.
            let mut state = self.state.get();
            state.errors += 1;
            self.state.set(state);
        }
        &self.text[start..self.pos()]
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
