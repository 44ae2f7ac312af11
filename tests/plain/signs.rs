//! No sign replaces a word, and no line ends with spaces, in everything that plain mode says about all lessons.

use super::driver::Driver;
use super::grader::scripted_result;
use cellmate::course::{Course, Lesson};
use std::collections::BTreeSet;

/// Typographic quotes and dashes.
const TYPOGRAPHIC: &str = "“”‘’–—";

/// All commands that print something without waiting.
#[rustfmt::skip]
const PRINTING: &[&str] = &[
    "help", "read", "verdict", "output", "compiler", "compiler full", "tests", "hint", "hint", "hints", "code",
    "list", "list all", "list 1", "progress", "takeaway", "where", "problems", "find cell", "answer", "3", "1",
    "back", "1", "1", "", "back", "2", "one", "", "back", "solution", "yes", "reset", "no", "draft", "mode",
    "nonsense", "schedule", "explain", "line 1",
];

fn check(said: &str, may: &BTreeSet<char>) {
    for line in said.lines() {
        let sign = line
            .chars()
            .find(|c| !c.is_ascii() && !may.contains(c) && !TYPOGRAPHIC.contains(*c));
        assert_eq!(sign, None, "{line}");
        assert_eq!(line, line.trim_end(), "the line ends with spaces");
        assert!(!line.contains('\x1b'), "{line}");
    }
    assert!(!said.contains("\n\n\n"), "{said}");
}

/// If a text names a tab of the full screen, plain mode names the command for it.
fn check_tabs(lesson: &Lesson, said: &str) {
    for tab in ["Borrows", "Threads"] {
        let sends = lesson.head.text.contains(&format!("{tab} tab"));
        let word = format!("is the command `{}` here", tab.to_lowercase());
        assert_eq!(said.contains(&word), sends, "{}: {tab}", lesson.id);
    }
}

/// The characters in a lesson's own texts and programs.
fn characters_of(lesson: &Lesson) -> BTreeSet<char> {
    let files = &lesson.files;
    let own = [&files.starter, &files.solution].into_iter().flatten();
    let programs = own.chain(files.predictions.values()).map(String::as_str);
    let texts = programs.chain([&*lesson.toml]);
    texts.flat_map(str::chars).collect()
}

fn says(driver: &mut Driver, line: &str) -> String {
    driver.type_line(line);
    driver.said().to_owned()
}

#[test]
fn plain_mode_prints_no_signs_in_any_lesson() {
    let course = Course::embedded().unwrap();
    let titles = course.lessons.iter().map(|lesson| &lesson.head.title);
    let titles: BTreeSet<char> = titles.flat_map(|title| title.chars()).collect();
    let mut driver = Driver::new(".");
    for lesson in &course.lessons {
        let may = characters_of(lesson).union(&titles).copied().collect();
        let mut said = says(&mut driver, &format!("lesson {}", lesson.id));
        check_tabs(lesson, &said);
        for command in PRINTING {
            said += &says(&mut driver, command);
        }
        check(&said, &may);
        assert!(said.contains(" of 66, in "));
    }
}

#[test]
fn plain_verdicts_and_runs_have_no_signs() {
    // What a program printed is shown unchanged: wide letters, and a stand-in for what a terminal would obey.
    let may: BTreeSet<char> = "漢字␛".chars().collect();
    for words in [
        "passes",
        "wrong",
        "refused",
        "panics",
        "panics threads",
        "races",
    ] {
        let mut driver = Driver::new("tests/course/good");
        let (verdict, trace) = scripted_result(words);
        driver.give(verdict, trace);
        let mut said = says(&mut driver, "borrows");
        for command in
            PRINTING
                .iter()
                .chain(&["borrows all", "step", "step", "step", "cell 1", "cell"])
        {
            said += &says(&mut driver, command);
        }
        check(&said, &may);
    }
}

#[test]
fn no_row_of_sentences_is_wider_than_the_terminal() {
    let mut driver = Driver::new("tests/course/good");
    driver.type_line("where");
    driver.session().set_width(Some(30));
    let said = ["read", "list", "where", "help"].map(|command| says(&mut driver, command));
    let wide = said
        .iter()
        .flat_map(|said| said.lines())
        .find(|line| line.len() > 30 && line.contains(' '));
    assert!(
        wide.is_none_or(|line| line.split(' ').any(|word| word.len() > 20)),
        "{wide:?}"
    );
}
