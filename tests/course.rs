//! A course as its author meets it: what is read, and every sentence about what is wrong with it.
//!
//! `course/good` is a small course with a lesson of each kind. Each file in `course/broken` changes it and says what
//! the report is then; `CELLMATE_BLESS=1` rewrites the reports: read them before you commit them.

use cellmate::course::{Course, Kind, Problems, Tree};
use cellmate::verdict::{Edition, OutcomeKind, PanicKind};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Files = BTreeMap<String, Vec<u8>>;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/course")
        .join(name)
}

fn good() -> Files {
    let tree = Tree::folder(&data("good"));
    let bytes = |path: &str| tree.file(path).unwrap_or_default().to_vec();
    tree.paths()
        .map(|path| (path.to_owned(), bytes(path)))
        .collect()
}

fn report(files: Files) -> String {
    let (_, problems) = Course::read(&files.into_iter().collect());
    Problems(problems).to_string()
}

/// Applies the changes of a case: `--- PATH`, then lines to remove (`-`) and lines to put in their place (`+`); `---
/// without PATH` removes a file. A line to remove that is not there fails the test.
fn change(files: &mut Files, section: &str) {
    let (path, changes) = section.split_once('\n').unwrap_or((section, ""));
    if let Some(path) = path.strip_prefix("without ") {
        assert!(files.remove(path).is_some(), "there is no {path}");
        return;
    }
    let bytes = files.remove(path).unwrap_or_default();
    let mut text = String::from_utf8(bytes).expect("the good course is text");
    let lines: Vec<&str> = changes.lines().collect();
    for hunk in lines.split(|line| line.is_empty()) {
        let side = |sign: char| -> String {
            let lines = hunk.iter().filter_map(|line| line.strip_prefix(sign));
            lines.flat_map(|line| [line, "\n"]).collect()
        };
        let (old, new) = (side('-'), side('+'));
        if old.is_empty() {
            text.push_str(&new);
        } else {
            let at = text
                .find(&old)
                .unwrap_or_else(|| panic!("no {old:?} in {path}"));
            text.replace_range(at..at + old.len(), &new);
        }
    }
    files.insert(path.to_owned(), text.into_bytes());
}

#[test]
fn the_small_course_has_no_problems() {
    if let Err(problems) = Course::folder(&data("good")) {
        panic!("{problems}");
    }
}

#[test]
fn every_mistake_is_reported_with_its_place_and_its_remedy() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(data("broken")).unwrap() {
        let path = entry.unwrap().path();
        let case = std::fs::read_to_string(&path).unwrap();
        let (changes, wanted) = case.split_once("--- report\n").unwrap_or((&case, ""));
        let mut files = good();
        for section in changes.split("--- ").skip(1) {
            change(&mut files, section.trim_end());
        }
        let found = report(files) + "\n";
        if std::env::var_os("CELLMATE_BLESS").is_some() {
            std::fs::write(&path, format!("{changes}--- report\n{found}")).unwrap();
        } else if found != wanted {
            wrong.push(format!("{}:\n{found}", path.display()));
        }
        cases += 1;
    }
    assert!(cases > 20, "only {cases} cases were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_lesson_is_read_with_all_its_parts() {
    let course = Course::folder(&data("good")).unwrap();
    let lesson = course.lesson("counter").unwrap();
    assert_eq!((lesson.head.kind, lesson.head.core), (Kind::Edit, true));
    assert_eq!(lesson.chapter, "start");
    let starter = lesson.starter.as_ref().unwrap();
    assert_eq!(
        (starter.outcome, starter.line),
        (OutcomeKind::CompileError, Some(5))
    );
    assert_eq!(
        lesson.expect.as_ref().unwrap().stdout.as_deref(),
        Some("2\n")
    );
    assert_eq!(lesson.rules.forbid, ["unsafe"]);
    assert_eq!(lesson.schedules.as_ref().unwrap().preemptions, 1);
    assert_eq!(lesson.feedback.len(), 3);
    assert!(
        lesson
            .files
            .starter
            .as_ref()
            .unwrap()
            .starts_with("struct Counter")
    );
    assert!(
        lesson
            .files
            .hidden
            .as_ref()
            .unwrap()
            .contains("fn counts()")
    );
    let mistakes: Vec<&str> = lesson.files.mistakes.keys().map(String::as_str).collect();
    assert_eq!(mistakes, ["given_away.rs", "nothing.rs"]);
    assert!(lesson.files.alternatives.contains_key("update.rs"));
}

#[test]
fn every_kind_of_lesson_is_read() {
    let course = Course::folder(&data("good")).unwrap();
    let predict = course.lesson("two_borrows").unwrap();
    assert_eq!(predict.predictions[0].edition, Some(Edition::E2021));
    assert_eq!(
        predict.predictions[0].expect.panic,
        Some(PanicKind::AlreadyBorrowed)
    );
    assert_eq!(predict.files.predictions["one_borrow.rs"], "fn main() {}\n");
    assert_eq!(predict.questions[0].choices.len(), 2);
    assert_eq!(
        course
            .lesson("in_order")
            .unwrap()
            .arrange
            .as_ref()
            .unwrap()
            .lines
            .len(),
        2
    );
}

#[test]
fn every_item_has_its_line() {
    let course = Course::folder(&data("good")).unwrap();
    let lesson = course.lesson("counter").unwrap();
    let line = |index: usize| lesson.toml.lines().nth(index - 1).unwrap();
    for (at, header) in [
        (lesson.tests[0].line, "[[test]]"),
        (lesson.must_reject[0].line, "[[must_reject]]"),
        (lesson.predictions[0].line, "[[prediction]]"),
        (lesson.feedback[2].line, "[[feedback]]"),
        (lesson.hints[0].line, "[[hint]]"),
        (lesson.mistakes[1].line, "[[mistake]]"),
        (lesson.questions[0].line, "[[question]]"),
    ] {
        assert_eq!(line(at), header);
    }
    assert!(lesson.feedback[0].line < lesson.feedback[1].line);
    assert_eq!(course.feedback[0].line, 17);
}

#[test]
fn lessons_are_in_the_order_of_the_list() {
    let course = Course::folder(&data("good")).unwrap();
    let ids: Vec<&str> = course.lessons.iter().map(|lesson| &*lesson.id).collect();
    assert_eq!(ids, ["counter", "two_borrows", "which", "in_order"]);
    assert_eq!(course.errors[0].code, "E0499");
}

#[test]
fn a_broken_lesson_does_not_remove_the_others() {
    let mut files = good();
    change(
        &mut files,
        "lessons/start/counter.toml\n-level = \"easy\"\n+level = \"esay\"",
    );
    let (course, problems) = Course::read(&files.into_iter().collect());
    let course = course.unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!(course.lessons.len(), 3);
    assert_eq!(course.chapters[0].lessons, ["two_borrows"]);
}

#[test]
fn a_file_that_is_not_utf8_is_named_with_its_line() {
    for (path, place) in [
        (
            "exercises/start/counter.rs",
            "exercises/start/counter.rs:2:3: this is not UTF-8",
        ),
        (
            "tests/mistakes/counter/nothing.rs",
            "tests/mistakes/counter/nothing.rs:2:3: this is not UTF-8",
        ),
        (
            "lessons/start/counter.toml",
            "lessons/start/counter.toml:2:3: this is not UTF-8",
        ),
        (
            "lessons/course.toml",
            "lessons/course.toml:2:3: this is not UTF-8",
        ),
    ] {
        let mut files = good();
        files.insert(path.to_owned(), b"//\nab\xff\n".to_vec());
        let report = report(files);
        assert!(report.starts_with(place), "{report}");
        assert!(report.ends_with("1 problem in 1 file"), "{report}");
    }
}

#[test]
fn windows_line_endings_and_a_byte_order_mark_change_nothing() {
    let mut files = good();
    let tomls = files
        .iter_mut()
        .filter(|(path, _)| path.starts_with("lessons/"));
    for (_, bytes) in tomls {
        let text = String::from_utf8(bytes.clone()).unwrap();
        *bytes = format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes();
    }
    let found = report(files);
    assert_eq!(found, "0 problems in 0 files");
}

#[test]
fn the_embedded_course_equals_the_one_in_the_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (embedded, folder) = (Tree::embedded(), Tree::folder(root));
    let (embedded, folder) = (
        embedded.paths().collect::<Vec<_>>(),
        folder.paths().collect::<Vec<_>>(),
    );
    assert!(
        embedded == folder,
        "`touch src/course/tree.rs` and build again: files were added or removed"
    );
    let checked = Course::folder(root).unwrap();
    let course = Course::embedded().unwrap();
    assert_eq!(format!("{course:?}"), format!("{checked:?}"));
}
