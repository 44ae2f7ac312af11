//! Turns rustc's messages into sentences, by taking its picture of lines, bars and carets apart.

use crate::plain::writer::Writer;
use crate::sanitize;
use crate::verdict::{Diagnostic, Severity};

/// Writes one error or warning as sentences: its sentence, its line, and what the picture says beside it.
pub(super) fn write(out: &mut Writer, found: &Diagnostic) {
    let kind = match found.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
    };
    let code = found.code.as_ref().map(|code| format!(" {code}"));
    let line = found.line.map(|line| format!(" on line {line}"));
    out.say(&super::sentence(&format!(
        "{kind}{}{}: {}",
        code.unwrap_or_default(),
        line.unwrap_or_default(),
        found.message
    )));
    let picture = RustcPicture::read(&found.rendered);
    let own = |(number, _): &&(u32, String)| Some(*number) == found.line;
    if let Some((number, text)) = picture.lines.iter().find(own) {
        out.code(
            usize::try_from(*number).unwrap_or(usize::MAX),
            text.trim_start(),
        );
    }
    let line = found.line.unwrap_or_default();
    let message = super::sentence(&format!("On line {line}: {}", found.message));
    let sentences = picture.sentences.iter();
    for sentence in sentences.filter(|sentence| **sentence != message) {
        out.say(sentence);
    }
}

/// A picture that rustc draws, read row by row.
#[derive(Default)]
struct RustcPicture {
    line: Option<u32>,
    suggests: bool,
    /// Whether the last row belongs to a note that may continue.
    in_note: bool,
    /// The lines of the program.
    lines: Vec<(u32, String)>,
    /// Notes, labels and suggestions.
    sentences: Vec<String>,
}

impl RustcPicture {
    /// Reads all but the head, which the diagnostic has as data.
    fn read(rendered: &str) -> Self {
        let mut picture = Self::default();
        for row in sanitize::strip_colors(rendered).lines().skip(1) {
            picture.row(row);
        }
        // rustc mentions `--explain` in several places; so does the help of plain mode.
        picture
            .sentences
            .retain(|one| !one.contains("rustc --explain"));
        picture
    }

    fn row(&mut self, row: &str) {
        let row = row.trim_end();
        let start = row.trim_start();
        let noted = start.strip_prefix("= ").unwrap_or(start);
        if let Some(kind) = ["help: ", "note: "]
            .into_iter()
            .find(|kind| noted.starts_with(kind))
        {
            self.suggests = kind == "help: ";
            self.in_note = noted != start;
            self.sentences.push(super::sentence(noted));
            return;
        }
        let in_note = std::mem::take(&mut self.in_note);
        if start.starts_with("--> ") || start.starts_with("::: ") || start == "..." {
            return;
        }
        let digits = start.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let number = start[..digits].parse::<u32>().ok();
        let rest = start[digits..].trim_start();
        match (number, rest.chars().next()) {
            (Some(number), Some(sign @ ('|' | '+' | '~'))) => {
                self.line = Some(number);
                let text = rest.trim_start_matches(sign);
                if self.suggests {
                    let text = text.trim();
                    self.sentences
                        .push(format!("Suggested for line {number}: {text}"));
                } else {
                    let text = without_bracket(text).trim();
                    self.lines.push((number, text.to_owned()));
                }
            }
            (Some(number), Some('-')) if self.suggests => {
                self.sentences
                    .push(format!("Suggested: delete line {number}."));
            }
            (None, Some('|')) => self.label(rest),
            (None, Some(_)) if in_note => self.continue_note(start),
            _ => {}
        }
    }

    /// Adds another row to the last note: a bound that is not satisfied, the type that was found, or another item of a
    /// list.
    fn continue_note(&mut self, row: &str) {
        if let Some(note) = self.sentences.last_mut() {
            let so_far = note.trim_end_matches('.');
            let separator = if so_far.ends_with([':', ',']) {
                " "
            } else {
                ", "
            };
            *note = super::sentence(&format!("{so_far}{separator}{row}"));
        }
        self.in_note = true;
    }

    /// Adds the words below a line, beside their carets.
    fn label(&mut self, row: &str) {
        let words = row.trim_start_matches(|c: char| " |^-_~+/\\".contains(c));
        if words.is_empty() || self.suggests {
            return;
        }
        let at = self
            .line
            .map_or(String::new(), |line| format!("On line {line}: "));
        self.sentences
            .push(super::sentence(&format!("{at}{words}")));
    }
}

/// Returns a line of code without the bracket that rustc draws along several lines, in the columns before all code.
fn without_bracket(line: &str) -> &str {
    let columns = line.strip_prefix(' ').unwrap_or(line);
    let code = columns.trim_start_matches('|');
    let code = code.strip_prefix('/').unwrap_or(code);
    if code.is_empty() || code.starts_with(' ') {
        code
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_along_several_lines_is_not_code() {
        let rendered = "error: x\n  |\n18 |   fn log(&self) {\n19 | / // a comment\n20 | |/         Box::new(move |event| {\n21 | ||             |n| n / 2\n22 | |\n23 | |         })\n   | |__________^ expected another\n";
        let lines = RustcPicture::read(rendered).lines;
        let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "fn log(&self) {",
                "// a comment",
                "Box::new(move |event| {",
                "|n| n / 2",
                "",
                "})",
            ]
        );
        for code in [
            " // a comment",
            "     |n| n + 1",
            "     / 2",
            " |n| n",
            " /// docs",
        ] {
            assert_eq!(without_bracket(code).trim(), code.trim());
        }
    }

    #[test]
    fn a_note_is_read_to_its_end() {
        let rendered = "error[E0599]: x\n  |\n9 |     cell.get()\n  |          ^^^\n  |\n  = note: the following trait bounds were not satisfied:\n          `Vec<String>: Copy`\n          which is required by `A: Copy`\n  = note: expected reference `&u8`\n               found struct `String`\n  = help: a guard is a value\n\nFor more information about this error, see the book.\n";
        assert_eq!(
            RustcPicture::read(rendered).sentences,
            [
                "Note: the following trait bounds were not satisfied: `Vec<String>: Copy`, which is required by `A: Copy`.",
                "Note: expected reference `&u8`, found struct `String`.",
                "Help: a guard is a value.",
            ]
        );
    }

    #[test]
    fn a_label_that_repeats_the_message_is_left_out() {
        let label = "`Cell<u32>` cannot be shared";
        let rendered = format!(
            "error: {label}\n  |\n5 | static X: Cell<u32>;\n  |           ^^^^ {label}\n6 | x\n  | - {label}\n"
        );
        let found = Diagnostic {
            severity: Severity::Error,
            code: None,
            message: label.to_owned(),
            line: Some(5),
            column: None,
            rendered,
            colored: String::new(),
        };
        let mut out = Writer::default();
        write(&mut out, &found);
        assert_eq!(
            out.take(),
            "Error on line 5: `Cell<u32>` cannot be shared.\nline 5: static X: Cell<u32>;\nOn line 6: `Cell<u32>` cannot be shared.\n"
        );
    }

    #[test]
    fn a_picture_becomes_sentences() {
        let rendered = "error[E0502]: cannot borrow `v` as mutable\n --> exercises/x.rs:4:5\n  |\n3 |     let first = &v[0];\n  |                  - immutable borrow occurs here\n4 |     v.push(4);\n  |     ^^^^^^^^^ mutable borrow occurs here\n5 |     println!(\"{first}\");\n  |               ----- immutable borrow later used here\n  |\n  = note: a guard is a value\n\nFor more information about this error, try `rustc --explain E0502`.\n";
        assert_eq!(
            RustcPicture::read(rendered).sentences,
            [
                "On line 3: immutable borrow occurs here.",
                "On line 4: mutable borrow occurs here.",
                "On line 5: immutable borrow later used here.",
                "Note: a guard is a value.",
            ]
        );
    }

    #[test]
    fn a_suggestion_names_its_line() {
        let rendered = "error: x\n  |\n9 |     self.hits += 1;\n  |     ^^^^^^^^^^^^^^ cannot be written\n  |\nhelp: consider changing this to be a mutable reference\n  |\n8 |     fn hit(&mut self) {\n  |             +++\nhelp: or take it out\n  |\n9 -     self.hits += 1;\n9 +     let _ = 1;\n  |\n";
        assert_eq!(
            RustcPicture::read(rendered).sentences,
            [
                "On line 9: cannot be written.",
                "Help: consider changing this to be a mutable reference.",
                "Suggested for line 8: fn hit(&mut self) {",
                "Help: or take it out.",
                "Suggested: delete line 9.",
                "Suggested for line 9: let _ = 1;",
            ]
        );
    }
}
