//! Keeps a diff short: few rows, and truncated lines.

use super::Piece;
use super::align::Step;

/// How much of a diff is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Differing rows. Alignment stops after these.
    pub(super) differences: usize,
    pub(super) rows: usize,
    /// Unchanged rows that stay on each side of a difference.
    pub(super) context: usize,
}

impl Bounds {
    /// For the output of a program, which may be anything.
    pub(super) const OUTPUT: Self = Self {
        differences: 40,
        rows: 100,
        context: 3,
    };

    /// For programs, in which any difference may be the one that matters.
    pub(super) const PROGRAM: Self = Self {
        differences: 400,
        rows: 1_000,
        context: 2,
    };
}

const MAX_CHARACTERS: usize = 300;

/// The number of characters kept before the first change of a truncated line.
const LEAD: usize = 40;

/// Leaves out rows far from any difference, and rows after too many differences.
///
/// With `end_differs`, the end of the text counts as a difference, too, because its newline is wrong.
pub(super) fn steps(steps: Vec<Step<'_>>, end_differs: bool, bounds: Bounds) -> Vec<Step<'_>> {
    let near = near_a_difference(&steps, end_differs, bounds.context);
    let mut kept: Vec<Step<'_>> = Vec::new();
    let mut differences = 0;
    for (step, near) in steps.into_iter().zip(near) {
        differences += usize::from(step.differs());
        let left_out = if let Step::Skipped(rows) = step {
            rows
        } else {
            1
        };
        if near && differences <= bounds.differences && kept.len() < bounds.rows {
            kept.push(step);
        } else if let Some(Step::Skipped(rows)) = kept.last_mut() {
            *rows += left_out;
        } else {
            kept.push(Step::Skipped(left_out));
        }
    }
    kept
}

fn near_a_difference(steps: &[Step<'_>], end_differs: bool, context: usize) -> Vec<bool> {
    let mut near = vec![false; steps.len()];
    let differing = |at: &usize| steps[*at].differs();
    let end = steps.len().checked_sub(1).filter(|_| end_differs);
    for at in (0..steps.len()).filter(differing).chain(end) {
        let until = steps.len().min(at + context + 1);
        near[at.saturating_sub(context)..until].fill(true);
    }
    keep_single_rows(&mut near);
    near
}

/// Keeps a single row between two differences: a note that the row is left out would take as much room.
fn keep_single_rows(near: &mut [bool]) {
    for at in 0..near.len() {
        let before = at == 0 || near[at - 1];
        let after = near.get(at + 1).is_none_or(|&near| near);
        if before && after {
            near[at] = true;
        }
    }
}

/// Truncates a line that is the same on both sides, or has no counterpart.
pub(super) fn text(line: &str) -> String {
    match line.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Truncates two lines to the same stretch around their first difference.
pub(super) fn pair(left: Vec<Piece>, right: Vec<Piece>) -> (Vec<Piece>, Vec<Piece>) {
    if length(&left) <= MAX_CHARACTERS && length(&right) <= MAX_CHARACTERS {
        return (left, right);
    }
    let first = before_change(&left).min(before_change(&right));
    let start = first.saturating_sub(LEAD);
    (cut(left, start), cut(right, start))
}

fn length(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.text.chars().count()).sum()
}

fn before_change(pieces: &[Piece]) -> usize {
    length(pieces.split(|piece| piece.changed).next().unwrap_or(pieces))
}

fn cut(pieces: Vec<Piece>, start: usize) -> Vec<Piece> {
    let ellipsis = || Piece {
        text: "…".to_owned(),
        changed: false,
    };
    let longer = length(&pieces) > start + MAX_CHARACTERS;
    let (mut skip, mut room) = (start, MAX_CHARACTERS);
    let mut kept: Vec<Piece> = (start > 0).then(ellipsis).into_iter().collect();
    for piece in pieces {
        let text: String = piece.text.chars().skip(skip).take(room).collect();
        skip = skip.saturating_sub(piece.text.chars().count());
        room -= text.chars().count();
        if !text.is_empty() {
            kept.push(Piece { text, ..piece });
        }
    }
    kept.extend(longer.then(ellipsis));
    kept
}
