//! Pairs the lines of the expected text with the lines of the actual text.
//!
//! `words` finds what differs inside a pair of lines; `shorten` selects the rows to show.

use super::words;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::{HashMap, VecDeque};

/// A line with its number in the text it comes from, counted from 1; without its newline.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberedLine<'a> {
    pub(super) number: usize,
    pub(super) text: &'a str,
}

/// One row of a diff, not yet rendered: expected first, actual second.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Same(NumberedLine<'a>, NumberedLine<'a>),
    Changed(NumberedLine<'a>, NumberedLine<'a>),
    /// Changed, but not comparable word by word, because the expected line is a pattern.
    Unlike(NumberedLine<'a>, NumberedLine<'a>),
    Missing(NumberedLine<'a>),
    Extra(NumberedLine<'a>),
    Skipped(usize),
}

/// The maximum number of pairs of lines to compare in search of the best match.
const MAX_PAIRS: usize = 2_500;

/// The number of lines of each side that are aligned in one step.
const WINDOW: usize = 4_000;

impl Step<'_> {
    pub(super) fn differs(&self) -> bool {
        !matches!(self, Self::Same(..))
    }
}

/// Splits a text into lines. A final newline does not begin another line.
pub(super) fn lines(text: &str) -> Vec<NumberedLine<'_>> {
    text.split_terminator('\n')
        .zip(1..)
        .map(|(text, number)| NumberedLine { number, text })
        .collect()
}

/// Splits a text into lines without trailing whitespace, and drops blank lines at the top and the bottom.
pub(super) fn trimmed_lines(text: &str) -> Vec<NumberedLine<'_>> {
    let mut kept: Vec<_> = lines(text)
        .into_iter()
        .map(|line| NumberedLine {
            text: line.text.trim_end(),
            ..line
        })
        .skip_while(|line| line.text.is_empty())
        .collect();
    while kept.last().is_some_and(|line| line.text.is_empty()) {
        kept.pop();
    }
    kept
}

/// Aligns lines that keep their order.
///
/// Works in windows and stops after enough differences, so that the time stays bounded whatever a program prints.
pub(super) fn in_order<'a>(
    expected: &[NumberedLine<'a>],
    actual: &[NumberedLine<'a>],
    max_differences: usize,
) -> Vec<Step<'a>> {
    let (mut expected, mut actual) = (expected, actual);
    let mut steps = Vec::new();
    let mut differences = 0;
    while !(expected.is_empty() && actual.is_empty()) {
        if differences > max_differences {
            steps.push(Step::Skipped(expected.len().max(actual.len())));
            break;
        }
        let before = steps.len();
        let (left, right) = align_window(expected, actual, &mut steps);
        differences += steps[before..].iter().filter(|step| step.differs()).count();
        expected = &expected[left..];
        actual = &actual[right..];
    }
    steps
}

/// Aligns the next window and returns how many lines of each side it took.
fn align_window<'a>(
    expected: &[NumberedLine<'a>],
    actual: &[NumberedLine<'a>],
    steps: &mut Vec<Step<'a>>,
) -> (usize, usize) {
    let texts = |lines: &[NumberedLine<'a>]| -> Vec<&'a str> {
        lines.iter().take(WINDOW).map(|line| line.text).collect()
    };
    let (left, right) = (texts(expected), texts(actual));
    let mut ops = capture_diff_slices(Algorithm::Myers, &left, &right);
    if left.len() < expected.len() || right.len() < actual.len() {
        // What follows the last common line of a window belongs to the next window.
        let is_equal = |op: &DiffOp| matches!(op, DiffOp::Equal { .. });
        let common = ops.iter().rposition(is_equal);
        ops.truncate(common.map_or(ops.len(), |last| last + 1));
    }
    let mut ends = (0, 0);
    for op in ops {
        ends = (op.old_range().end, op.new_range().end);
        steps_of(op, expected, actual, steps);
    }
    ends
}

fn steps_of<'a>(
    op: DiffOp,
    expected: &[NumberedLine<'a>],
    actual: &[NumberedLine<'a>],
    steps: &mut Vec<Step<'a>>,
) {
    let expected = &expected[op.old_range()];
    let actual = &actual[op.new_range()];
    match op {
        DiffOp::Equal { .. } => {
            let pairs = expected.iter().zip(actual);
            steps.extend(pairs.map(|(&expected, &actual)| Step::Same(expected, actual)));
        }
        DiffOp::Delete { .. } => steps.extend(expected.iter().copied().map(Step::Missing)),
        DiffOp::Insert { .. } => steps.extend(actual.iter().copied().map(Step::Extra)),
        DiffOp::Replace { .. } => pair_up(expected, actual, steps),
    }
}

/// Aligns lines whose order does not matter: the actual lines in their order, then the missing ones.
pub(super) fn in_any_order<'a>(
    expected: &[NumberedLine<'a>],
    actual: &[NumberedLine<'a>],
) -> Vec<Step<'a>> {
    let mut wanted: HashMap<&str, VecDeque<NumberedLine<'a>>> = HashMap::new();
    for &line in expected {
        wanted.entry(line.text).or_default().push_back(line);
    }
    let mut steps: Vec<Step<'a>> = actual
        .iter()
        .map(|&line| {
            let found = wanted.get_mut(line.text).and_then(VecDeque::pop_front);
            found.map_or(Step::Extra(line), |expected| Step::Same(expected, line))
        })
        .collect();
    let mut missing: Vec<_> = wanted.into_values().flatten().collect();
    missing.sort_by_key(|line| line.number);
    pair_alike(&mut steps, &mut missing);
    steps.extend(missing.into_iter().map(Step::Missing));
    steps
}

/// Pairs each extra line with the most similar missing line, if any is similar enough.
fn pair_alike<'a>(steps: &mut [Step<'a>], missing: &mut Vec<NumberedLine<'a>>) {
    let extra = steps
        .iter()
        .filter(|step| matches!(step, Step::Extra(_)))
        .count();
    if extra.saturating_mul(missing.len()) > MAX_PAIRS {
        return;
    }
    for step in steps {
        let Step::Extra(actual) = *step else { continue };
        let alike = |line: &NumberedLine<'_>| words::similarity(line.text, actual.text);
        let best = (0..missing.len()).max_by_key(|&at| (alike(&missing[at]), usize::MAX - at));
        if let Some(at) = best.filter(|&at| alike(&missing[at]) >= words::MIN_SIMILARITY) {
            *step = Step::Changed(missing.remove(at), actual);
        }
    }
}

/// Pairs the lines of a replaced block so that their total similarity is as high as possible.
fn pair_up<'a>(
    expected: &[NumberedLine<'a>],
    actual: &[NumberedLine<'a>],
    steps: &mut Vec<Step<'a>>,
) {
    if expected.len().saturating_mul(actual.len()) > MAX_PAIRS {
        let both = expected.len().min(actual.len());
        let pairs = expected.iter().zip(actual);
        steps.extend(pairs.map(|(&expected, &actual)| Step::Changed(expected, actual)));
        steps.extend(expected[both..].iter().copied().map(Step::Missing));
        steps.extend(actual[both..].iter().copied().map(Step::Extra));
        return;
    }
    let best = best_pairs(expected, actual);
    let (mut at, mut against) = (0, 0);
    while at < expected.len() || against < actual.len() {
        let here = best[at][against];
        let both = at < expected.len() && against < actual.len();
        let paired = || {
            let alike = words::similarity(expected[at].text, actual[against].text);
            1 + alike + best[at + 1][against + 1]
        };
        if both && here == paired() {
            steps.push(Step::Changed(expected[at], actual[against]));
            at += 1;
            against += 1;
        } else if at < expected.len() && here == best[at + 1][against] {
            steps.push(Step::Missing(expected[at]));
            at += 1;
        } else {
            steps.push(Step::Extra(actual[against]));
            against += 1;
        }
    }
}

/// Returns, for each pair of positions, the highest total similarity of the pairs from there to the end.
///
/// Any pair scores at least one point, so that dissimilar lines are paired, too.
fn best_pairs(expected: &[NumberedLine<'_>], actual: &[NumberedLine<'_>]) -> Vec<Vec<u32>> {
    let mut best = vec![vec![0; actual.len() + 1]; expected.len() + 1];
    for at in (0..expected.len()).rev() {
        for against in (0..actual.len()).rev() {
            let alike = words::similarity(expected[at].text, actual[against].text);
            let paired = 1 + alike + best[at + 1][against + 1];
            best[at][against] = paired.max(best[at + 1][against]).max(best[at][against + 1]);
        }
    }
    best
}
