//! Finds what differs within a pair of lines: words, numbers and punctuation, not single letters.

use super::Piece;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashMap;

/// The lowest similarity, in percent, at which two lines count as versions of the same line.
pub(super) const MIN_SIMILARITY: u32 = 50;

/// The maximum number of words of a line that count for its similarity to another one.
const MAX_WORDS: usize = 200;

/// The maximum number of pairs of words to compare within one pair of lines.
const MAX_PAIRS: usize = 250_000;

/// Returns how much two lines have in common, in percent of their words; whitespace does not count.
pub(super) fn similarity(expected: &str, actual: &str) -> u32 {
    let mut open: HashMap<&str, u32> = HashMap::new();
    let mut all = 0;
    for word in visible(expected) {
        *open.entry(word).or_default() += 1;
        all += 1;
    }
    let mut common = 0;
    for word in visible(actual) {
        all += 1;
        if let Some(count) = open.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            common += 2;
        }
    }
    (common * 100_u32).checked_div(all).unwrap_or(100)
}

fn visible(line: &str) -> impl Iterator<Item = &str> {
    tokens(line)
        .filter(|token| !is_blank(token))
        .take(MAX_WORDS)
}

/// Splits both lines into pieces that they share and pieces that they do not.
pub(super) fn mark(expected: &str, actual: &str) -> (Vec<Piece>, Vec<Piece>) {
    let left: Vec<&str> = tokens(expected).collect();
    let right: Vec<&str> = tokens(actual).collect();
    let (mut expected, mut actual) = (Pieces::default(), Pieces::default());
    for op in operations(&left, &right) {
        let changed = !matches!(op, DiffOp::Equal { .. });
        expected.extend(&left[op.old_range()], changed);
        actual.extend(&right[op.new_range()], changed);
    }
    (expected.finish(), actual.finish())
}

/// Returns the edits between two lines. In lines that are too long, only a common beginning and a common end count as
/// equal.
fn operations(left: &[&str], right: &[&str]) -> Vec<DiffOp> {
    let start = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (rest, other) = (&left[start..], &right[start..]);
    let ends = rest.iter().rev().zip(other.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count();
    let (old_len, new_len) = (rest.len() - end, other.len() - end);
    if old_len.saturating_mul(new_len) <= MAX_PAIRS {
        return capture_diff_slices(Algorithm::Myers, left, right);
    }
    let equal = |old_index, new_index, len| DiffOp::Equal {
        old_index,
        new_index,
        len,
    };
    vec![
        equal(0, 0, start),
        DiffOp::Replace {
            old_index: start,
            old_len,
            new_index: start,
            new_len,
        },
        equal(start + old_len, start + new_len, end),
    ]
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn extend(&mut self, tokens: &[&str], changed: bool) {
        if !tokens.is_empty() {
            self.push(tokens.concat(), changed);
        }
    }

    fn push(&mut self, text: String, changed: bool) {
        match self.0.last_mut() {
            Some(last) if last.changed == changed => last.text.push_str(&text),
            _ => self.0.push(Piece { text, changed }),
        }
    }

    /// Returns the pieces. Spaces between changed words count as changed, because a mark with holes is hard to read.
    fn finish(self) -> Vec<Piece> {
        let count = self.0.len();
        let mut closed = Self::default();
        for (at, piece) in self.0.into_iter().enumerate() {
            let between = at > 0 && at + 1 < count;
            let changed = piece.changed || (between && is_blank(&piece.text));
            closed.push(piece.text, changed);
        }
        closed.0
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// Splits a line into words, runs of the same whitespace, and single other characters.
fn tokens(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let alone = !(is_word(first) || first.is_whitespace());
        let more = |c: char| {
            !alone
                && if is_word(first) {
                    is_word(c)
                } else {
                    c == first
                }
        };
        let end = rest[first.len_utf8()..].find(|c| !more(c));
        let (token, after) = rest.split_at(end.map_or(rest.len(), |end| end + first.len_utf8()));
        rest = after;
        Some(token)
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
