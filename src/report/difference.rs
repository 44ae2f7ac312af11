//! Differences that the eye would miss, in sentences.

use crate::compare::Note;

/// What differs although it cannot be seen.
#[must_use]
pub fn note(note: &Note) -> String {
    match note {
        Note::MissingFinalNewline => {
            "The newline at the end is missing: `println!` writes one, `print!` doesn't.".to_owned()
        }
        Note::ExtraFinalNewline => "The output has one newline too many at the end.".to_owned(),
        Note::TrailingSpace { line } => {
            format!("Line {line}: the spaces at the end of the line differ.")
        }
        Note::Tabs { line } => format!("Line {line}: tabs and spaces differ."),
        Note::CarriageReturn { line } => {
            format!("Line {line} contains a carriage return (`\\r`).")
        }
    }
}
