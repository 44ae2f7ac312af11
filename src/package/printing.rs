//! What the processes that take part in a traced cargo command print, amid what cargo itself prints.
//!
//! They pass on what tests and rustc printed. A terminal gets it with its colors, but without anything else that could
//! control the terminal; a pipe or a file gets it unchanged, as from cargo alone. A program that `cargo run` starts has
//! the terminal to itself, as always.

use crate::sanitize;
use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

pub(super) fn print(text: &str) {
    print_to(&mut io::stdout().lock(), text);
}

pub(super) fn print_error(text: &str) {
    print_to(&mut io::stderr().lock(), text);
}

/// Whether [`print_error`] reaches a terminal, so that rustc may color its messages.
pub(super) fn errors_reach_a_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Prints a text. If the output is closed, the work continues, as in libtest and cargo.
fn print_to(output: &mut (impl Write + IsTerminal), text: &str) {
    let text = shown(text, output.is_terminal());
    output.write_all(text.as_bytes()).ok();
    output.flush().ok();
}

fn shown(text: &str, on_terminal: bool) -> Cow<'_, str> {
    if on_terminal {
        sanitize::keep_colors(text).into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn output_of_a_test_cannot_control_the_terminal() {
        let printed = "\u{1b}[31mred\u{1b}[0m\n\u{1b}]0;title\u{7}\u{1b}[2J";
        let safe = "\u{1b}[31mred\u{1b}[0m\n␛]0;title␇␛[2J";
        assert_eq!(shown(printed, true), safe);
        assert_eq!(shown(printed, false), printed);
    }
}
