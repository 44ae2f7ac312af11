//! What cannot be seen in a diff: drawn where it stands, and said below.

use crate::compare::{Note, Piece};
use crate::sanitize;

/// What the eye would miss is drawn: tabs, and spaces at the end of the line.
#[must_use]
pub fn visible(piece: &Piece, is_last: bool) -> String {
    let text = piece.text.replace('\t', "→");
    let kept = if is_last {
        text.trim_end_matches(' ')
    } else {
        &text
    };
    let dots = "·".repeat(text.len() - kept.len());
    sanitize::line(kept) + &dots
}

/// A difference that the eye would miss.
#[must_use]
pub fn note(note: &Note) -> String {
    let shown = match note {
        Note::MissingFinalNewline | Note::ExtraFinalNewline => "",
        Note::TrailingSpace { .. } => "; each is shown as ·",
        Note::Tabs { .. } => "; a tab is shown as →",
        Note::CarriageReturn { .. } => ", shown as ␍",
    };
    let said = note_said(note);
    said.strip_suffix('.')
        .filter(|_| !shown.is_empty())
        .map_or(said.clone(), |said| format!("{said}{shown}"))
}

/// The same for who hears it: without the signs.
#[must_use]
pub fn note_said(note: &Note) -> String {
    match note {
        Note::MissingFinalNewline => {
            "The newline at the very end is missing: `println!` writes one, `print!` does not."
                .into()
        }
        Note::ExtraFinalNewline => "There is a newline too many at the very end.".into(),
        Note::TrailingSpace { line } => {
            format!("Line {line}: the spaces at the end of the line differ.")
        }
        Note::Tabs { line } => format!("Line {line}: tabs and spaces differ."),
        Note::CarriageReturn { line } => {
            format!("Line {line}: there is a carriage return (`\\r`) in it.")
        }
    }
}
