//! Compares a text with a regular expression that must match all of it.
//!
//! A mismatch is shown line by line if each line of the pattern is a pattern by itself: matching lines at the top and
//! at the bottom, and changed lines between them. If not, all lines count as changed.

use super::align::{self, NumberedLine, Step};
use super::shorten::Bounds;
use super::{BadPattern, Diff, DiffNote, diff};
use regex_lite::{Error, Regex, RegexBuilder};

/// Bounds the time that matching 64 KiB can take; the patterns of lessons compile to a few KiB.
const MAX_PATTERN_BYTES: usize = 128 * 1024;

pub(super) fn compare(pattern: &str, actual: &str) -> Result<Option<Diff>, BadPattern> {
    // Compile the pattern by itself first, because `a)(b` would compile inside a group.
    compile(pattern)?;
    let whole = anchored(pattern)?;
    let matches = |text: &str| whole.is_match(text);
    if matches(actual) || actual.strip_suffix('\n').is_some_and(matches) {
        return Ok(None);
    }
    let note = if matches(&format!("{actual}\n")) {
        Some(DiffNote::MissingFinalNewline)
    } else if matches(actual.trim_end_matches('\n')) {
        Some(DiffNote::ExtraFinalNewline)
    } else {
        None
    };
    let expected = align::lines(pattern);
    let actual = align::lines(actual);
    let steps = line_by_line(&expected, &actual)
        .filter(|steps| note.is_some() || steps.iter().any(Step::differs))
        .unwrap_or_else(|| pair_by_position(&expected, &actual));
    Ok(Some(diff(steps, note, Bounds::OUTPUT)))
}

fn compile(pattern: &str) -> Result<Regex, Error> {
    RegexBuilder::new(pattern)
        .size_limit(MAX_PATTERN_BYTES)
        .build()
}

fn anchored(pattern: &str) -> Result<Regex, Error> {
    compile(&format!(r"\A(?:{pattern})\z"))
}

/// Returns `None` if a line of the pattern is not a pattern by itself, or could match several lines.
fn line_by_line<'a>(
    expected: &[NumberedLine<'a>],
    actual: &[NumberedLine<'a>],
) -> Option<Vec<Step<'a>>> {
    let spans_lines =
        |line: &NumberedLine<'_>| line.text.contains(r"\n") || line.text.contains("(?");
    if expected.iter().any(spans_lines) {
        return None;
    }
    let patterns: Vec<Regex> = expected
        .iter()
        .map(|line| anchored(line.text).ok())
        .collect::<Option<_>>()?;
    let fits = |at: usize, against: usize| patterns[at].is_match(actual[against].text);
    let both = expected.len().min(actual.len());
    let top = (0..both).take_while(|&at| fits(at, at)).count();
    let from_bottom = |back: &usize| fits(expected.len() - back, actual.len() - back);
    let bottom = (1..=both - top).take_while(from_bottom).count();

    let (end, other_end) = (expected.len() - bottom, actual.len() - bottom);
    let same = |(&expected, &actual)| Step::Same(expected, actual);
    let mut steps: Vec<_> = expected.iter().zip(actual).take(top).map(same).collect();
    steps.extend(pair_by_position(
        &expected[top..end],
        &actual[top..other_end],
    ));
    let rest = expected[end..].iter().zip(&actual[other_end..]);
    steps.extend(rest.map(same));
    Some(steps)
}

/// Pairs lines by their position alone.
fn pair_by_position<'a>(
    expected: &[NumberedLine<'a>],
    actual: &[NumberedLine<'a>],
) -> Vec<Step<'a>> {
    let both = expected.len().min(actual.len());
    let pairs = expected.iter().zip(actual);
    let mut steps: Vec<_> = pairs
        .map(|(&expected, &actual)| Step::Unlike(expected, actual))
        .collect();
    steps.extend(expected[both..].iter().copied().map(Step::Missing));
    steps.extend(actual[both..].iter().copied().map(Step::Extra));
    steps
}
