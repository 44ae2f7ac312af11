//! What a learner sees if the printed text is not the expected one.

use super::*;
use proptest::prelude::*;

/// A diff as text: `= same`, `~ expected | actual` with marks in brackets, `- missing`, `+ extra`, `… skipped`.
fn drawn(diff: &Diff) -> String {
    let rows = diff.rows.iter().map(|row| match row {
        DiffRow::Same { text, .. } => format!("= {text}"),
        DiffRow::Changed { expected, actual } => {
            format!("~ {} | {}", marked(expected), marked(actual))
        }
        DiffRow::Missing { expected } => format!("- {}", marked(expected)),
        DiffRow::Extra { actual } => format!("+ {}", marked(actual)),
        DiffRow::Skipped { rows } => format!("… {rows}"),
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn marked(line: &DiffLine) -> String {
    let pieces = line.pieces.iter().map(|piece| {
        if piece.changed {
            format!("[{}]", piece.text)
        } else {
            piece.text.clone()
        }
    });
    pieces.collect()
}

fn differ(mode: CompareMode, expected: &str, actual: &str) -> Diff {
    compare(mode, expected, actual)
        .expect("the pattern is fine")
        .unwrap_or_else(|| panic!("{mode:?}: {expected:?} and {actual:?} should differ"))
}

fn agree(mode: CompareMode, expected: &str, actual: &str) -> bool {
    compare(mode, expected, actual)
        .expect("the pattern is fine")
        .is_none()
}

#[test]
fn the_changed_words_are_marked() {
    let cases = [
        (
            "true true false\n",
            "true true true\n",
            "~ true true [false] | true true [true]",
        ),
        (
            "squares: [16, 49]\n",
            "squares: [16, 50]\n",
            "~ squares: [16, [49]] | squares: [16, [50]]",
        ),
        ("a\nb\nc\n", "a\nc\n", "= a\n- [b]\n= c"),
        ("a\nc\n", "a\nb\nc\n", "= a\n+ [b]\n= c"),
        ("one two\n", "three four\n", "~ [one two] | [three four]"),
        (
            "count 1\n",
            "hello\ncount 2\n",
            "+ [hello]\n~ count [1] | count [2]",
        ),
        ("x\ny\n", "z\n", "~ [x] | [z]\n- [y]"),
        ("done\n", "", "- [done]"),
        ("", "done\n", "+ [done]"),
        ("a b\n", "a  b\n", "~ a[ ]b | a[  ]b"),
    ];
    for (expected, actual, seen) in cases {
        assert_eq!(drawn(&differ(CompareMode::Exact, expected, actual)), seen);
    }
}

#[test]
fn rows_have_the_line_numbers_of_both_texts() {
    let diff = differ(CompareMode::Exact, "a\nb\n", "x\na\nb\n");
    let same = |expected, actual, text: &str| DiffRow::Same {
        expected,
        actual,
        text: text.to_owned(),
    };
    assert_eq!(diff.rows[1..], [same(1, 2, "a"), same(2, 3, "b")]);
}

#[test]
fn invisible_differences_are_named() {
    let space = |line| DiffNote::TrailingSpace { line };
    let cases = [
        ("a\n", "a", vec![DiffNote::MissingFinalNewline]),
        ("a", "a\n", vec![DiffNote::ExtraFinalNewline]),
        ("a\n", "a\n\n", vec![DiffNote::ExtraFinalNewline]),
        ("a\n\n", "a\n", vec![]),
        ("", "\n", vec![DiffNote::ExtraFinalNewline]),
        ("\n", "", vec![DiffNote::MissingFinalNewline]),
        ("a\n", "", vec![]),
        ("", "a\n", vec![]),
        ("a\nb\n", "a\nb \n", vec![space(2)]),
        ("a \n", "a\n", vec![space(1)]),
        ("a b\n", "a\tb\n", vec![DiffNote::Tabs { line: 1 }]),
        ("\ta\n", "    a\n", vec![DiffNote::Tabs { line: 1 }]),
        ("a\tb\n", "c\td\n", vec![]),
        (
            "a\nb\n",
            "a\r\nb\n",
            vec![DiffNote::CarriageReturn { line: 1 }],
        ),
        (
            "a\n",
            "a\nb\r\n",
            vec![DiffNote::CarriageReturn { line: 2 }],
        ),
        (
            "a\n",
            "a \r\n",
            vec![DiffNote::CarriageReturn { line: 1 }, space(1)],
        ),
    ];
    for (expected, actual, notes) in cases {
        let diff = differ(CompareMode::Exact, expected, actual);
        assert_eq!(diff.notes, notes, "{expected:?} against {actual:?}");
    }
}

#[test]
fn trimmed_ignores_whitespace_around_the_text_but_not_within() {
    let forgiven = [
        ("a\nb\n", "a  \nb\t\r\n"),
        ("a\n", "\n \na"),
        ("", " \n\n"),
        ("a\n\nb", "a\n  \nb\n\n"),
    ];
    for (expected, actual) in forgiven {
        assert!(agree(CompareMode::Trimmed, expected, actual), "{actual:?}");
    }
    let refused = [("a\nb", "a\n\nb"), ("a", " a"), ("a b", "a  b"), ("a", "")];
    for (expected, actual) in refused {
        assert!(!agree(CompareMode::Trimmed, expected, actual), "{actual:?}");
    }
    let diff = differ(CompareMode::Trimmed, "\nx \ny\n", "x\nz ");
    assert_eq!(drawn(&diff), "= x\n~ [y] | [z]");
    assert_eq!(diff.notes, []);
}

#[test]
fn unordered_lines_are_counted_in_any_order() {
    assert!(agree(CompareMode::UnorderedLines, "a\nb\na\n", "b\na\na"));
    let cases = [
        ("a\nb\n", "b\nb\n", "= b\n+ [b]\n- [a]"),
        (
            "thread 1: 5\nx\n",
            "x\nthread 1: 4\n",
            "= x\n~ thread 1: [5] | thread 1: [4]",
        ),
        ("a\n", "b\na\n", "+ [b]\n= a"),
        ("a\nb\n", "b\n", "= b\n- [a]"),
    ];
    for (expected, actual, seen) in cases {
        assert_eq!(
            drawn(&differ(CompareMode::UnorderedLines, expected, actual)),
            seen
        );
    }
}

#[test]
fn a_pattern_has_to_match_all_of_it() {
    let matching = [
        (r"took \d+ ms", "took 12 ms"),
        (r"took \d+ ms", "took 12 ms\n"),
        ("took \\d+ ms\n", "took 12 ms\n"),
        (r"a|b", "b"),
        ("(a\n)+", "a\na\n"),
        (r"(?s)a.*z", "a\nz"),
        ("", ""),
    ];
    for (pattern, actual) in matching {
        assert!(
            agree(CompareMode::Regex, pattern, actual),
            "{pattern} {actual:?}"
        );
    }
    let cases = [
        (
            r"took \d+ ms",
            "it took 12 ms",
            r"~ [took \d+ ms] | [it took 12 ms]",
        ),
        ("a.b", "a\nb", "~ [a.b] | [a]\n+ [b]"),
        ("x\n\\d\nz\n", "x\ny\nz\n", "= x\n~ [\\d] | [y]\n= z"),
        ("x\nz\n", "x\ny\nz\n", "= x\n+ [y]\n= z"),
        ("(a\n)+", "b\n", "~ [(a] | [b]\n- [)+]"),
        ("a|b\nc", "a\nc\n", "~ [a|b] | [a]\n~ [c] | [c]"),
    ];
    for (pattern, actual, seen) in cases {
        assert_eq!(drawn(&differ(CompareMode::Regex, pattern, actual)), seen);
    }
}

#[test]
fn a_pattern_that_misses_a_newline_says_so() {
    let missing = differ(CompareMode::Regex, "\\d\n", "1");
    assert_eq!(missing.notes, [DiffNote::MissingFinalNewline]);
    assert_eq!(drawn(&missing), "= 1");
    let extra = differ(CompareMode::Regex, "\\d\n", "1\n\n\n");
    assert_eq!(extra.notes, []);
    let extra = differ(CompareMode::Regex, "\\d", "1\n\n\n");
    assert_eq!(extra.notes, [DiffNote::ExtraFinalNewline]);
}

#[test]
fn a_bad_pattern_is_the_lessons_mistake() {
    for pattern in ["(", "a)(b", r"\p{L}", "(a{1000}){1000}"] {
        let error = compare(CompareMode::Regex, pattern, "").expect_err(pattern);
        assert!(
            error
                .to_string()
                .starts_with("the pattern cannot be used: ")
        );
    }
}

#[test]
fn rows_far_from_a_difference_are_left_out() {
    let text = |middle: &str| {
        let numbers = (1..=20).map(|n| {
            if n == 10 {
                middle.to_owned()
            } else {
                n.to_string()
            }
        });
        numbers.collect::<Vec<_>>().join("\n")
    };
    let diff = differ(CompareMode::Exact, &text("ten"), &text("zehn"));
    let seen = "… 6\n= 7\n= 8\n= 9\n~ [ten] | [zehn]\n= 11\n= 12\n= 13\n… 7";
    assert_eq!(drawn(&diff), seen);

    let diff = differ(CompareMode::Exact, &(text("ten") + "\n"), &text("ten"));
    assert_eq!(drawn(&diff), "… 16\n= 17\n= 18\n= 19\n= 20");
    assert_eq!(diff.notes, [DiffNote::MissingFinalNewline]);
}

#[test]
fn too_many_differences_are_cut() {
    let diff = differ(CompareMode::Exact, &"a\n".repeat(100), &"b\n".repeat(120));
    assert_eq!(diff.rows.len(), 41);
    assert_eq!(diff.rows[40], DiffRow::Skipped { rows: 80 });
}

#[test]
fn a_single_change_in_a_long_text_is_found() {
    let text = |other: usize| -> String {
        let line = |n| {
            if n == other {
                "other\n".to_owned()
            } else {
                format!("{n}\n")
            }
        };
        (1..=20_000).map(line).collect()
    };
    let seen = drawn(&differ(CompareMode::Exact, &text(0), &text(9_000)));
    let rows = "= 8997\n= 8998\n= 8999\n~ [9000] | [other]\n= 9001\n= 9002\n= 9003";
    assert_eq!(seen, format!("… 8996\n{rows}\n… 10997"));
}

#[test]
fn a_long_line_is_cut_around_its_first_change() {
    let long = |middle: &str| format!("{} {middle} {}\n", "word ".repeat(500), "end ".repeat(500));
    let diff = differ(CompareMode::Exact, &long("this"), &long("that"));
    let seen = drawn(&diff);
    assert!(seen.starts_with("~ …") && seen.ends_with('…'), "{seen}");
    assert!(seen.contains("word  [this] end") && seen.contains("word  [that] end"));
    assert!(seen.chars().count() < 2 * 320, "{seen}");
}

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

/// One side of a diff, put back together; `None` if rows were skipped or a line was truncated.
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

/// The text as rows show it: every line ends with a newline.
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
    fn the_other_modes_ignore_what_their_names_say(left in text(), right in text()) {
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
    fn the_rows_contain_both_texts(left in text(), right in text()) {
        if let Some(diff) = compare(CompareMode::Exact, &left, &right).expect("exact has no pattern") {
            if let Some(shown) = side(&diff, expected_side) {
                prop_assert_eq!(shown, ended(&left));
            }
            if let Some(shown) = side(&diff, actual_side) {
                prop_assert_eq!(shown, ended(&right));
            }
        }
    }

    #[test]
    fn no_pattern_crashes_the_comparison(pattern in ".{0,20}", actual in text()) {
        // A pattern may be invalid, but it must not crash the grader.
        if let Ok(Some(diff)) = compare(CompareMode::Regex, &pattern, &actual) {
            prop_assert!(!diff.rows.is_empty() || !diff.notes.is_empty());
        }
    }
}

proptest! {
    // Long texts take a long time in a debug build: a quarter of the usual cases is enough.
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

/// As much output as a run keeps, in lines that differ as much as possible: letters from a fixed sequence.
fn scrambled(mut seed: u32, ends: char) -> String {
    let letters = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_digit(10 + (seed >> 24) % 4, 36).map(|c| if c == 'd' { ends } else { c })
    });
    letters.take(64 * 1024).flatten().collect()
}

#[test]
fn outputs_of_the_largest_size_can_be_compared() {
    for ends in ['\n', ' '] {
        let (left, right) = (scrambled(1, ends), scrambled(2, ends));
        for mode in [CompareMode::Exact, CompareMode::UnorderedLines] {
            let rows = differ(mode, &left, &right).rows;
            assert!(rows.len() <= 101);
        }
        assert!(!agree(CompareMode::Regex, "([abc]+\n?)+", &left));
    }
}

#[test]
fn every_difference_between_two_programs_is_shown() {
    let lines = |word: &str| {
        let lines = (0..60).map(|at| format!("{word} {at}\n\n\n"));
        lines.collect::<Vec<_>>().concat()
    };
    let diff = programs(&lines("before"), &lines("after")).unwrap();
    let changed = diff
        .rows
        .iter()
        .filter(|row| matches!(row, DiffRow::Changed { .. }));
    assert_eq!(changed.count(), 60);
    assert_eq!(programs("same", "same"), None);
}
