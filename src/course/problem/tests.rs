//! Tests of `problem`.

use super::*;

#[test]
fn the_mark_stands_under_the_word_behind_tabs_and_wide_characters() {
    let problem = Problem::of_file("a.toml", "odd", "mend it").marked(7, "\t日é x = 1", 7..8);
    assert_eq!(
        problem.to_string(),
        "a.toml:7:5: odd\n  |\n7 | \t日é x = 1\n  | \t    ^\n  = help: mend it"
    );
}

#[test]
fn a_very_long_line_is_cut_around_its_mark() {
    let row = format!("{}here{}", "a".repeat(500), "b".repeat(500));
    let problem = Problem::of_file("a.toml", "odd", "").marked(1, &row, 500..504);
    let shown = problem.to_string();
    let lines: Vec<&str> = shown.lines().collect();
    let at = lines[3].find('^').unwrap();
    assert_eq!(problem.column, 501);
    assert_eq!(lines[2].replace('…', "~").get(at..at + 4), Some("here"));
    assert!(lines[2].chars().count() < 120);
}

#[test]
fn a_line_that_is_not_there_names_the_file_alone() {
    let problem = Problem::at_line("a.rs", "one\n", 9, "odd", "mend it");
    assert_eq!(problem.to_string(), "a.rs: odd\n  = help: mend it");
}

#[test]
fn all_problems_are_counted_at_the_end() {
    let at = |file: &str| Problem::of_file(file, "odd", "");
    let shown = Problems(vec![at("a"), at("a"), at("b")]).to_string();
    assert!(shown.ends_with("3 problems in 2 files"), "{shown}");
}
