//! Errors that a new instructor makes, planted one by one in a new course: each leads to one finding, which says what to
//! do. `tests/author/snapshots` has all the messages, for reading.

use crate::course::Files;
use crate::planted_consequences::CONSEQUENCES;
use crate::planted_errors::{COURSE, ERRORS};
use crate::planted_slips::SLIPS;
use cellmate::author;
use cellmate::course::Tree;
use std::fmt::Write as _;

/// The course that `cellmate course new` creates, in a folder called `planted`.
pub(crate) fn new_course() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("planted");
    author::create_course(&root, None, true).unwrap();
    let tree = Tree::folder(&root);
    let files = tree.paths().map(|path| {
        let text = String::from_utf8(tree.file(path).unwrap().to_vec()).unwrap();
        (path.to_owned(), text)
    });
    Files(files.collect())
}

#[test]
fn each_planted_error_leads_to_one_finding() {
    let course = new_course();
    let mut all = String::new();
    let mut several = Vec::new();
    for (what, path, old, new) in ERRORS.iter().chain(CONSEQUENCES).chain(SLIPS) {
        let mut files = course.clone();
        match (new.strip_prefix("MOVED "), new.strip_prefix("COPY ")) {
            (Some(from), _) => files.rename(from, path),
            (_, Some(from)) => {
                let text = files.0[from].clone();
                files.change(path, "", &text);
            }
            (None, None) => files.change(path, old, new),
        }
        let report = author::inspect(&files.tree(), &[]);
        let findings: Vec<String> = report.findings().map(ToString::to_string).collect();
        let _ = write!(all, "## {what}\n\n{}\n\n", findings.join("\n\n"));
        if findings.len() != 1 {
            several.push(format!(
                "{what}: {} findings\n{}",
                findings.len(),
                findings.join("\n")
            ));
        }
    }
    insta::assert_snapshot!("planted", all.replace('\u{7}', "\u{2407}"));
    assert!(several.is_empty(), "{}", several.join("\n\n"));
}

#[test]
fn a_chapter_whose_lesson_is_not_listed_is_not_empty() {
    let mut files = new_course();
    let text =
        files.0["lessons/basics/text_parameter.toml"].replace("title = \"", "title = \"More: ");
    files.change("lessons/more/other.toml", "", &text);
    let chapter = "[[chapter]]\nid = \"more\"\ntitle = \"More\"\nlessons = []\n\n[[feedback]]\nid = \"compile\"";
    files.change(COURSE, "[[feedback]]\nid = \"compile\"", chapter);
    let report = author::inspect(&files.tree(), &[]);
    let found: Vec<String> = report.findings().map(|one| one.message.clone()).collect();
    assert_eq!(
        found,
        ["the lesson `lessons/more/other.toml` is not listed in any chapter"]
    );
}

#[test]
fn a_course_without_lessons_is_refused() {
    let mut files = new_course();
    files.0.retain(|path, _| path == COURSE);
    let list = files.0.get_mut(COURSE).unwrap();
    let from = list.find("[[chapter]]").unwrap();
    list.truncate(from);
    let report = author::inspect(&files.tree(), &[]);
    let found: Vec<String> = report.findings().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "lessons/course.toml: the course has no lessons\n  = help: create one with `cellmate new CHAPTER/ID`"
        ]
    );
}
