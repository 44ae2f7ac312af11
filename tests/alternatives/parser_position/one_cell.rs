//! A parser that owns its text, and lends pieces of it while it goes on.

use std::cell::Cell;

/// Where a parser stands, and what went wrong so far.
#[derive(Clone, Copy)]
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

    /// Where the parser stands, in bytes.
    fn pos(&self) -> usize {
        self.state.get().pos
    }

    /// How many words were missing so far.
    fn errors(&self) -> u32 {
        self.state.get().errors
    }

    /// The next character, without a step; `None` at the end.
    fn peek(&self) -> Option<char> {
        self.text[self.state.get().pos..].chars().next()
    }

    /// Steps over the next character, if there is one.
    fn bump(&self) {
        if let Some(next) = self.peek() {
            let mut state = self.state.get();
            state.pos += next.len_utf8();
            self.state.set(state);
        }
    }

    /// The letters and digits up to something else. None at all is an error.
    fn word(&self) -> &str {
        let start = self.pos();
        while self.peek().is_some_and(char::is_alphanumeric) {
            self.bump();
        }
        if self.pos() == start {
            let state = self.state.get();
            self.state.set(State {
                errors: state.errors + 1,
                ..state
            });
        }
        &self.text[start..self.pos()]
    }
}

/// One `name=value;`: both words are lent out by the same parser.
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
