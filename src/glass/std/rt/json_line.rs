//! A line of the record: a JSON object.

use super::place::{CallPath, Place};
use ::std::fmt::{Display, Write as _};

#[derive(Debug)]
pub(super) struct JsonLine(String);

impl JsonLine {
    pub(super) fn new(event: &str) -> Self {
        Self(format!("{{\"event\":\"{event}\""))
    }

    /// Starts an object inside a line, with a number.
    pub(super) fn part_of(key: &str, value: impl Display) -> Self {
        Self(format!("{{\"{key}\":{value}"))
    }

    /// Adds an object.
    pub(super) fn part(self, key: &str, part: &Self) -> Self {
        self.raw(key, format_args!("{}}}", part.0))
    }

    /// Adds a list of objects.
    pub(super) fn parts(self, key: &str, parts: &[Self]) -> Self {
        let parts: Vec<String> = parts.iter().map(|part| format!("{}}}", part.0)).collect();
        self.raw(key, format_args!("[{}]", parts.join(",")))
    }

    /// Adds a number or a formatted list.
    pub(super) fn raw(mut self, key: &str, value: impl Display) -> Self {
        let _ = write!(self.0, ",\"{key}\":{value}");
        self
    }

    /// Adds a string, escaped for JSON.
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

    /// Adds the place, if it is known.
    pub(super) fn at(self, place: Option<&Place>) -> Self {
        let Some(place) = place else { return self };
        self.text("file", &place.file)
            .raw("line", place.line)
            .raw("column", place.column)
    }

    /// Adds the calls that led to the place, if they were looked up.
    pub(super) fn called_by(self, path: &CallPath) -> Self {
        if path.is_empty() {
            self
        } else {
            self.text("path", &path.text())
        }
    }

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
        let line = JsonLine::new("created")
            .raw("cell", 1)
            .text("content_type", "a\"b\\c\n");
        let expected =
            "{\"event\":\"created\",\"cell\":1,\"content_type\":\"a\\\"b\\\\c\\u000a\"}\n";
        assert_eq!(line.finish(), expected);
    }
}
