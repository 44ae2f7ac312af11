//! A parser that owns its text, and lends words of it while it moves forward.

use std::cell::RefCell;

struct State {
    text: String,
    pos: usize,
    errors: u32,
}

struct Parser {
    state: RefCell<State>,
}

impl Parser {
    fn new(text: &str) -> Self {
        Parser {
            state: RefCell::new(State {
                text: text.to_owned(),
                pos: 0,
                errors: 0,
            }),
        }
    }

    /// Returns the position, in bytes.
    fn pos(&self) -> usize {
        self.state.borrow().pos
    }

    /// Returns how many words have been missing so far.
    fn errors(&self) -> u32 {
        self.state.borrow().errors
    }

    /// Returns the next character without skipping it; `None` at the end.
    fn peek(&self) -> Option<char> {
        let state = self.state.borrow();
        state.text[state.pos..].chars().next()
    }

    /// Skips the next character, if there is one.
    fn bump(&self) {
        if let Some(next) = self.peek() {
            self.state.borrow_mut().pos += next.len_utf8();
        }
    }

    /// Returns the letters and digits from here on. If there are none, it counts an error.
    fn word(&self) -> &str {
        let start = self.pos();
        while self.peek().is_some_and(char::is_alphanumeric) {
            self.bump();
        }
        if self.pos() == start {
            self.state.borrow_mut().errors += 1;
        }
        let state = self.state.borrow();
        &state.text[start..state.pos]
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
