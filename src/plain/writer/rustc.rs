//! What rustc says, in sentences: its picture of lines, bars and carets taken apart.

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
    for sentence in &picture.sentences {
        out.say(sentence);
    }
}

/// A picture of rustc's, as it is read row by row.
#[derive(Default)]
struct RustcPicture {
    line: Option<u32>,
    suggests: bool,
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
            self.sentences.push(super::sentence(noted));
            return;
        }
        if start.starts_with("--> ") || start.starts_with("::: ") || start == "..." {
            return;
        }
        let digits = start.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let number = start[..digits].parse::<u32>().ok();
        let rest = start[digits..].trim_start();
        match (number, rest.chars().next()) {
            (Some(number), Some(sign @ ('|' | '+' | '~'))) => {
                self.line = Some(number);
                let text = rest.trim_start_matches(sign).trim();
                if self.suggests {
                    self.sentences
                        .push(format!("Suggested for line {number}: {text}"));
                } else {
                    self.lines.push((number, text.to_owned()));
                }
            }
            (Some(number), Some('-')) if self.suggests => {
                self.sentences
                    .push(format!("Suggested: delete line {number}."));
            }
            (None, Some('|')) => self.label(rest),
            _ => {}
        }
    }

    /// The words below a line, beside their carets.
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

#[cfg(test)]
mod tests {
    use super::*;

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
