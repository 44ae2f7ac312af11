//! One line of the record: a JSON object, written without any crate.

use super::place::Place;
use ::std::fmt::{Display, Write};

/// A line under construction.
#[derive(Debug)]
pub(super) struct Line(String);

impl Line {
    /// A line about one kind of event.
    pub(super) fn new(event: &str) -> Self {
        Self(format!("{{\"event\":\"{event}\""))
    }

    /// A number, or a list that is written already.
    pub(super) fn raw(mut self, key: &str, value: impl Display) -> Self {
        let _ = write!(self.0, ",\"{key}\":{value}");
        self
    }

    /// A text, with what JSON does not take as it is.
    pub(super) fn text(mut self, key: &str, value: &str) -> Self {
        let _ = write!(self.0, ",\"{key}\":\"");
        for character in value.chars() {
            match character {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                other if u32::from(other) < 0x20 => {
                    let _ = write!(self.0, "\\u{:04x}", u32::from(other));
                }
                other => self.0.push(other),
            }
        }
        self.0.push('"');
        self
    }

    /// Where it happened, if that is known.
    pub(super) fn at(self, place: Option<&Place>) -> Self {
        let Some(place) = place else { return self };
        self.text("file", &place.file)
            .raw("line", place.line)
            .raw("column", place.column)
    }

    /// The whole line, with its end.
    pub(super) fn finish(mut self) -> String {
        self.0.push_str("}\n");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped() {
        let line = Line::new("made").raw("cell", 1).text("of", "a\"b\\c\n");
        let expected = "{\"event\":\"made\",\"cell\":1,\"of\":\"a\\\"b\\\\c\\u000a\"}\n";
        assert_eq!(line.finish(), expected);
    }
}
