//! Sentences on their way out: one a line, wrapped where a terminal is, nothing at line ends, never two blank lines.
//!
//! On a terminal lines end between words at its width: a screen reader reviews it row by row, and the terminal itself
//! would break words in two. Without a terminal nothing is wrapped: a paragraph is one line. Code is never
//! wrapped.

use crate::text::{self, LongWords};
use crate::{markdown, sanitize};

/// Narrower than this, wrapping helps nobody.
const NARROWEST: usize = 20;

/// What is to be said.
#[derive(Clone, Debug, Default)]
pub(super) struct Voice {
    text: String,
    /// The columns of the terminal; none where there is none.
    width: Option<usize>,
}

impl Voice {
    /// From now on for a terminal of this width, or for none.
    pub(super) fn fit(&mut self, width: Option<usize>) {
        self.width = width.map(|width| width.max(NARROWEST));
    }

    /// A sentence or several, from here or from elsewhere.
    pub(super) fn say(&mut self, sentence: &str) {
        for line in sanitize::text(sentence).lines() {
            let width = self.width.unwrap_or(usize::MAX);
            for line in text::wrap(line, width, LongWords::Keep) {
                self.line(&line);
            }
        }
    }

    /// A text in Markdown, its pictures told.
    pub(super) fn prose(&mut self, text: &str) {
        self.lines(&markdown::plain(text, self.width.unwrap_or(usize::MAX)));
    }

    /// The same after a number.
    pub(super) fn item(&mut self, number: usize, text: &str) {
        let number = format!("{number}: ");
        let width = self.width.unwrap_or(usize::MAX);
        let text = markdown::plain(text, width.saturating_sub(number.len()));
        self.lines(&(number + &text));
    }

    /// A line of a program with its number.
    pub(super) fn code(&mut self, number: usize, line: &str) {
        let line = sanitize::line(&line.replace('\t', "    "));
        if line.trim().is_empty() {
            self.line(&format!("line {number} is blank"));
        } else {
            self.line(&format!("line {number}: {line}"));
        }
    }

    /// Something printed or laid out elsewhere, as it stands.
    pub(super) fn verbatim(&mut self, text: &str) {
        self.lines(&sanitize::strip_colors(&text.replace('\t', "    ")));
    }

    /// A blank line, where something stands above.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// All of it, once.
    pub(super) fn take(&mut self) -> String {
        let mut text = std::mem::take(&mut self.text);
        while text.ends_with("\n\n") {
            text.pop();
        }
        text
    }

    fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    fn line(&mut self, line: &str) {
        let line = line.trim_end();
        if line.is_empty() {
            return self.gap();
        }
        self.text.push_str(line);
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_rows_and_a_pipe_gets_paragraphs() {
        let sentence = "One writer, or many readers; never both at the same time.";
        let mut voice = Voice::default();
        voice.say(sentence);
        assert_eq!(voice.take(), format!("{sentence}\n"));
        voice.fit(Some(30));
        voice.say(sentence);
        assert_eq!(
            voice.take(),
            "One writer, or many readers;\nnever both at the same time.\n"
        );
    }

    #[test]
    fn nothing_stands_at_line_ends_and_no_two_lines_are_blank() {
        let mut voice = Voice::default();
        voice.gap();
        voice.say("one  ");
        voice.gap();
        voice.gap();
        voice.verbatim("two  \n\n\n\tthree\n");
        voice.code(4, "  \u{1b}[2J");
        voice.code(5, "   ");
        voice.gap();
        let said = voice.take();
        assert_eq!(
            said,
            "one\n\ntwo\n\n    three\nline 4:   ␛[2J\nline 5 is blank\n"
        );
        assert_eq!(voice.take(), "");
    }
}
