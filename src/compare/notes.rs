//! Names the invisible differences in the rows that are shown.

use super::DiffNote;
use super::align::{NumberedLine, Step};

/// What is wrong with the newline at the very end; none if only one of the texts is empty, because then the end is
/// not what is wrong.
pub(super) fn final_newline(expected: &str, actual: &str) -> Option<DiffNote> {
    let wanted = trailing_newlines(expected);
    let came = trailing_newlines(actual);
    if (wanted == expected.len()) != (came == actual.len()) {
        None
    } else if came > wanted {
        Some(DiffNote::ExtraFinalNewline)
    } else {
        (came == 0 && wanted > 0).then_some(DiffNote::MissingFinalNewline)
    }
}

fn trailing_newlines(text: &str) -> usize {
    text.len() - text.trim_end_matches('\n').len()
}

/// The invisible differences of one row.
pub(super) fn in_step(step: &Step<'_>) -> Vec<DiffNote> {
    match step {
        Step::Changed(expected, actual) => in_pair(expected.text, *actual),
        Step::Extra(actual) | Step::Unlike(_, actual) if actual.text.contains('\r') => {
            vec![carriage_return(*actual)]
        }
        Step::Same(..)
        | Step::Extra(_)
        | Step::Unlike(..)
        | Step::Missing(_)
        | Step::Skipped(_) => Vec::new(),
    }
}

fn carriage_return(actual: NumberedLine<'_>) -> DiffNote {
    DiffNote::CarriageReturn {
        line: actual.number,
    }
}

fn in_pair(expected: &str, actual: NumberedLine<'_>) -> Vec<DiffNote> {
    let mut notes = Vec::new();
    let line = actual.number;
    let returns = |text: &str| text.matches('\r').count();
    if returns(actual.text) > returns(expected) {
        notes.push(carriage_return(actual));
    }
    // A carriage return at the end is not a trailing space as well.
    let expected = expected.trim_end_matches('\r');
    let actual = actual.text.trim_end_matches('\r');
    if space_at_end(expected) != space_at_end(actual) {
        notes.push(DiffNote::TrailingSpace { line });
    }
    let (expected, actual) = (expected.trim_end(), actual.trim_end());
    let tabs = |text: &str| text.matches('\t').count();
    if tabs(expected) != tabs(actual) && expected.split_whitespace().eq(actual.split_whitespace()) {
        notes.push(DiffNote::Tabs { line });
    }
    notes
}

fn space_at_end(text: &str) -> &str {
    &text[text.trim_end().len()..]
}
