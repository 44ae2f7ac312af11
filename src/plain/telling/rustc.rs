//! What rustc says, in sentences: its picture of lines, bars and carets taken apart.

use super::program;
use crate::app::State;
use crate::plain::voice::Voice;
use crate::sanitize;
use crate::text::plural;
use crate::verdict::{Diagnostic, Severity};

/// The first ones say most; the others are often their echo.
const AT_MOST: usize = 12;
const IN_A_VERDICT: usize = 3;

/// What the tab of the compiler shows; `full`: as rustc lays it out.
pub(in crate::plain) fn tab(voice: &mut Voice, state: &State, full: bool) {
    let Some((graded, _)) = state.shown() else {
        voice.say("Nothing was compiled yet.");
        return;
    };
    let all = &graded.verdict.observed.diagnostics;
    if all.is_empty() {
        voice.say("rustc has nothing to say: it compiles without a warning.");
        return;
    }
    if full {
        voice.say("This is how rustc lays it out.");
        for found in all.iter().take(AT_MOST) {
            voice.gap();
            voice.verbatim(found.rendered.trim_end());
        }
        return;
    }
    let source = source(state, &graded.text);
    tell(voice, &all.iter().collect::<Vec<_>>(), AT_MOST, source);
    if let Some(said) = &graded.verdict.feedback {
        voice.gap();
        voice.prose(&said.text);
    }
}

/// The text that was compiled.
pub(super) fn source<'a>(state: &'a State, graded: &'a str) -> &'a str {
    if graded.is_empty() {
        state.source().unwrap_or_default()
    } else {
        graded
    }
}

/// The errors of a verdict, the first few.
pub(super) fn errors(voice: &mut Voice, all: &[Diagnostic], source: &str) {
    let errors = all.iter().filter(|d| d.severity == Severity::Error);
    tell(voice, &errors.collect::<Vec<_>>(), IN_A_VERDICT, source);
}

fn tell(voice: &mut Voice, all: &[&Diagnostic], at_most: usize, source: &str) {
    for (at, found) in all.iter().take(at_most).enumerate() {
        voice.gap();
        let grave = match found.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
        };
        let number = if all.len() > 1 {
            format!(" {} of {}", at + 1, all.len())
        } else {
            String::new()
        };
        let code = found
            .code
            .as_ref()
            .map_or(String::new(), |code| format!(", {code}"));
        let line = found
            .line
            .map_or(String::new(), |line| format!(", line {line}"));
        voice.say(&format!(
            "{grave}{number}{code}{line}: {}.",
            found.message.trim_end_matches('.')
        ));
        program::line(voice, source, found.line);
        for sentence in said(&found.rendered) {
            voice.say(&sentence);
        }
    }
    if let Some(more @ 1..) = all.len().checked_sub(at_most) {
        voice.gap();
        voice.say(&format!("And {more} more. Begin with the first."));
    }
}

/// The warnings of a file that compiles, a sentence each.
pub(super) fn warnings(voice: &mut Voice, all: &[Diagnostic]) {
    if all.is_empty() || all.iter().any(|d| d.severity == Severity::Error) {
        return;
    }
    voice.gap();
    voice.say(&format!(
        "rustc warns about {}.",
        plural(all.len(), "thing")
    ));
    for found in all.iter().take(IN_A_VERDICT) {
        let line = found
            .line
            .map_or(String::new(), |line| format!("Line {line}: "));
        voice.say(&format!("{line}{}.", found.message.trim_end_matches('.')));
    }
}

/// Where a picture stands.
#[derive(Default)]
struct Reading {
    line: Option<u32>,
    suggests: bool,
    said: Vec<String>,
}

/// The notes, labels and suggestions of a picture; its head is told already.
fn said(rendered: &str) -> Vec<String> {
    let mut reading = Reading::default();
    let plain = sanitize::strip_colors(rendered);
    for row in plain.lines().skip(1) {
        reading.row(row);
    }
    let mut said = reading.said;
    // rustc says at several places that `--explain` knows more; so does the help of plain mode.
    said.retain(|one| !one.contains("rustc --explain"));
    said
}

impl Reading {
    fn row(&mut self, row: &str) {
        let row = row.trim_end();
        let start = row.trim_start();
        let noted = start.strip_prefix("= ").unwrap_or(start);
        if let Some(kind) = ["help: ", "note: "]
            .into_iter()
            .find(|kind| noted.starts_with(kind))
        {
            self.suggests = kind == "help: ";
            self.said.push(ended(noted));
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
                if self.suggests {
                    let text = rest.trim_start_matches(sign).trim();
                    self.said
                        .push(format!("Suggested for line {number}: {text}"));
                }
            }
            (Some(number), Some('-')) if self.suggests => {
                self.said.push(format!("Suggested: line {number} goes."));
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
            .map_or(String::new(), |line| format!("At line {line}: "));
        self.said.push(ended(&format!("{at}{words}")));
    }
}

fn ended(sentence: &str) -> String {
    let ends = sentence.ends_with(['.', '?', '!', ':']);
    if ends {
        sentence.to_owned()
    } else {
        format!("{sentence}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_becomes_sentences() {
        let rendered = "error[E0502]: cannot borrow `v` as mutable\n --> exercises/x.rs:4:5\n  |\n3 |     let first = &v[0];\n  |                  - immutable borrow occurs here\n4 |     v.push(4);\n  |     ^^^^^^^^^ mutable borrow occurs here\n5 |     println!(\"{first}\");\n  |               ----- immutable borrow later used here\n  |\n  = note: a guard is a value\n\nFor more information about this error, try `rustc --explain E0502`.\n";
        assert_eq!(
            said(rendered),
            [
                "At line 3: immutable borrow occurs here.",
                "At line 4: mutable borrow occurs here.",
                "At line 5: immutable borrow later used here.",
                "note: a guard is a value.",
            ]
        );
    }

    #[test]
    fn a_suggestion_is_told_with_its_line() {
        let rendered = "error: x\n  |\n9 |     self.hits += 1;\n  |     ^^^^^^^^^^^^^^ cannot be written\n  |\nhelp: consider changing this to be a mutable reference\n  |\n8 |     fn hit(&mut self) {\n  |             +++\nhelp: or take it out\n  |\n9 -     self.hits += 1;\n9 +     let _ = 1;\n  |\n";
        assert_eq!(
            said(rendered),
            [
                "At line 9: cannot be written.",
                "help: consider changing this to be a mutable reference.",
                "Suggested for line 8: fn hit(&mut self) {",
                "help: or take it out.",
                "Suggested: line 9 goes.",
                "Suggested for line 9: let _ = 1;",
            ]
        );
    }
}
