//! What holds for any two texts.

use super::*;
use proptest::prelude::*;

const MODES: [CompareMode; 4] = [
    CompareMode::Exact,
    CompareMode::Trimmed,
    CompareMode::UnorderedLines,
    CompareMode::Regex,
];

/// Texts that are often almost the same.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[ab ]{0,4}",
        "[ab] [cd] [0-9]",
        "(ab |\\t|\\r|日本|\\*|\\[){0,3}",
        ".*"
    ];
    (proptest::collection::vec(line, 0..12), "\n{0,3}")
        .prop_map(|(lines, end)| lines.join("\n") + &end)
}

/// One side of a diff put together again; none when rows were skipped or a line was cut.
fn side(diff: &Diff, side: impl Fn(&DiffRow) -> Option<(usize, String)>) -> Option<String> {
    let is_whole =
        |row: &DiffRow| !matches!(row, DiffRow::Skipped { .. }) && !drawn_row(row).contains('…');
    if !diff.rows.iter().all(is_whole) {
        return None;
    }
    let mut lines: Vec<_> = diff.rows.iter().filter_map(side).collect();
    assert!(lines.iter().map(|line| line.0).eq(1..=lines.len()));
    Some(lines.drain(..).map(|line| line.1 + "\n").collect())
}

fn drawn_row(row: &DiffRow) -> String {
    drawn(&Diff {
        rows: vec![row.clone()],
        notes: Vec::new(),
    })
}

fn joined(line: &DiffLine) -> (usize, String) {
    let text = line.pieces.iter().map(|piece| piece.text.as_str());
    (line.number, text.collect())
}

fn expected_side(row: &DiffRow) -> Option<(usize, String)> {
    match row {
        DiffRow::Same { expected, text, .. } => Some((*expected, text.clone())),
        DiffRow::Changed { expected, .. } | DiffRow::Missing { expected } => Some(joined(expected)),
        DiffRow::Extra { .. } | DiffRow::Skipped { .. } => None,
    }
}

fn actual_side(row: &DiffRow) -> Option<(usize, String)> {
    match row {
        DiffRow::Same { actual, text, .. } => Some((*actual, text.clone())),
        DiffRow::Changed { actual, .. } | DiffRow::Extra { actual } => Some(joined(actual)),
        DiffRow::Missing { .. } | DiffRow::Skipped { .. } => None,
    }
}

/// As rows show it: every line ends.
fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}\n")
    }
}

proptest! {
    #[test]
    fn a_text_agrees_with_itself(text in text()) {
        for mode in [CompareMode::Exact, CompareMode::Trimmed, CompareMode::UnorderedLines] {
            prop_assert!(agree(mode, &text, &text));
        }
    }

    #[test]
    fn exact_notices_every_difference(left in text(), right in text()) {
        prop_assert_eq!(agree(CompareMode::Exact, &left, &right), left == right);
    }

    #[test]
    fn the_other_modes_forgive_what_they_say(left in text(), right in text()) {
        let sorted = |text: &str| {
            let mut lines: Vec<_> = text.split_terminator('\n').map(str::to_owned).collect();
            lines.sort();
            lines
        };
        prop_assert_eq!(agree(CompareMode::UnorderedLines, &left, &right), sorted(&left) == sorted(&right));
        let trimmed = |text: &str| {
            let lines: Vec<_> = text.split('\n').map(str::trim_end).collect();
            lines.join("\n").trim_matches('\n').to_owned()
        };
        prop_assert_eq!(agree(CompareMode::Trimmed, &left, &right), trimmed(&left) == trimmed(&right));
    }

    #[test]
    fn the_rows_tell_both_texts(left in text(), right in text()) {
        if let Some(diff) = compare(CompareMode::Exact, &left, &right).expect("exact has no pattern") {
            if let Some(told) = side(&diff, expected_side) {
                prop_assert_eq!(told, ended(&left));
            }
            if let Some(told) = side(&diff, actual_side) {
                prop_assert_eq!(told, ended(&right));
            }
        }
    }

    #[test]
    fn any_pattern_is_answered(pattern in ".{0,20}", actual in text()) {
        // A pattern may be wrong; it may not bring the grader down.
        if let Ok(Some(diff)) = compare(CompareMode::Regex, &pattern, &actual) {
            prop_assert!(!diff.rows.is_empty() || !diff.notes.is_empty());
        }
    }
}

proptest! {
    // Long texts take long in a debug build: a quarter of the usual cases is enough.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_diff_is_short_and_says_something(left in text(), right in text(), times in 1_usize..12) {
        let (left, right) = (left.repeat(times), right.repeat(times));
        for mode in MODES {
            let Ok(Some(diff)) = compare(mode, &left, &right) else { continue };
            let differs = |row: &&DiffRow| !matches!(row, DiffRow::Same { .. } | DiffRow::Skipped { .. });
            let differing = diff.rows.iter().filter(differs).count();
            prop_assert!(diff.rows.len() <= 101 && differing <= 40);
            prop_assert!(differing > 0 || !diff.notes.is_empty());
            prop_assert!(diff.rows.iter().all(|row| drawn_row(row).len() < 4_000));
        }
    }
}

/// The most that a run keeps, in lines that are as unlike as they can be: letters from a fixed sequence.
fn scrambled(mut seed: u32, ends: char) -> String {
    let letters = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_digit(10 + (seed >> 24) % 4, 36).map(|c| if c == 'd' { ends } else { c })
    });
    letters.take(64 * 1024).flatten().collect()
}

#[test]
fn the_most_that_a_run_keeps_is_still_answered() {
    for ends in ['\n', ' '] {
        let (left, right) = (scrambled(1, ends), scrambled(2, ends));
        for mode in [CompareMode::Exact, CompareMode::UnorderedLines] {
            let rows = differ(mode, &left, &right).rows;
            assert!(rows.len() <= 101);
        }
        assert!(!agree(CompareMode::Regex, "([abc]+\n?)+", &left));
    }
}
