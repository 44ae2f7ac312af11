//! Lessons that `new` creates: loadable, and unfinished in exactly the marked places.

use crate::course::{Files, short, verify};
use cellmate::author::{self, NewError, create, create_course};
use cellmate::course::{Course, Kind, Tree};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const KINDS: [(&str, Kind); 4] = [
    ("answer", Kind::Edit),
    ("order", Kind::Arrange),
    ("guess", Kind::Predict),
    ("which", Kind::Choose),
];

/// What verify says about a marked place.
const UNFINISHED: &str = "not written yet";

/// A course without any lesson, with feedback on every stage.
fn empty() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Files::good();
    let chapter = "[[chapter]]\nid = \"small\"\ntitle = \"Small\"\nlessons = [\"answer\", \"order\", \"guess\", \"which\"]\n";
    files.change("lessons/course.toml", chapter, "# No lesson yet.\n");
    write(
        &files.0["lessons/course.toml"],
        &folder.path().join("lessons/course.toml"),
    );
    folder
}

fn write(text: &str, path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn all(root: &Path) -> BTreeSet<(PathBuf, String)> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.insert((path.clone(), "a folder".to_owned()));
            found.extend(all(&path));
        } else {
            let text = fs::read_to_string(&path).unwrap();
            found.insert((path, text));
        }
    }
    found
}

/// Creates a lesson of each kind. Returns the places that are marked as not written yet.
fn begin_all(root: &Path) -> BTreeSet<String> {
    let mut marked: BTreeSet<String> = BTreeSet::new();
    for (id, kind) in KINDS {
        for file in create(root, "small", id, kind).unwrap() {
            let path = file.strip_prefix(root).unwrap().to_str().unwrap();
            let text = fs::read_to_string(&file).unwrap();
            let lines = text.lines().enumerate();
            let lines = lines.filter(|(_, line)| line.contains("TODO:"));
            marked.extend(lines.map(|(at, _)| format!("{path}:{}: {UNFINISHED}", at + 1)));
        }
    }
    marked
}

#[test]
fn verify_finds_only_the_placeholders_of_new_lessons() {
    let folder = empty();
    let mut marked = begin_all(folder.path());
    marked.insert(format!("lessons/course.toml:41: {UNFINISHED}"));
    let course = Course::folder(folder.path()).unwrap();
    let ids = KINDS.map(|(id, _)| id);
    assert_eq!(course.chapters[0].lessons, ids);
    let (report, _) = verify(&Tree::folder(folder.path()), &[]);
    let found: BTreeSet<String> = short(&report).into_iter().collect();
    assert_eq!(found, marked);
    assert_eq!(found.len(), report.findings().count());
    let lessons = report.lessons.iter();
    let counts: Vec<usize> = lessons.map(|lesson| lesson.findings.len()).collect();
    assert_eq!(counts, [16, 12, 12, 11]);
}

#[test]
fn a_new_lesson_that_is_filled_in_has_no_findings() {
    let folder = empty();
    begin_all(folder.path());
    let made: BTreeSet<PathBuf> = all(folder.path())
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    for (path, text) in &Files::good().0 {
        let file = folder.path().join(path);
        assert!(made.contains(&file), "new does not make {path}");
        write(text, &file);
    }
    let (report, _) = verify(&Tree::folder(folder.path()), &[]);
    assert_eq!(short(&report), [""; 0]);
    assert_eq!(report.programs(), 11);
}

#[test]
fn new_overwrites_nothing_and_removes_its_files_if_it_fails() {
    let folder = empty();
    let root = folder.path();
    create(root, "small", "answer", Kind::Edit).unwrap();
    write("mine", &root.join("solutions/small/taken.rs"));
    write("mine", &root.join("tests/mistakes/left_over/old.rs"));
    write("mine", &root.join("exercises/blocked"));
    let before = all(root);
    for (chapter, id, why) in [
        (
            "small",
            "answer",
            "already a lesson `answer` (lessons/course.toml:42)",
        ),
        (
            "other",
            "answer",
            "already a lesson `answer` (lessons/course.toml:42)",
        ),
        ("small", "taken", "cellmate does not overwrite it"),
        ("small", "left_over", "cellmate does not overwrite it"),
        ("blocked", "fresh", "cannot write"),
        ("small", "Answer", "cannot be an id"),
        ("small", "../answer", "cannot be an id"),
        ("a/b", "fresh", "cannot be an id"),
        ("small", "", "cannot be an id"),
    ] {
        let error = create(root, chapter, id, Kind::Edit)
            .unwrap_err()
            .to_string();
        assert!(error.contains(why), "{chapter}/{id}: {error}");
        assert_eq!(all(root), before, "{chapter}/{id}");
    }
    let nowhere = create(&root.join("nowhere"), "small", "fresh", Kind::Edit);
    assert!(
        matches!(nowhere, Err(NewError::NoCourse { .. })),
        "{nowhere:?}"
    );
}

#[test]
fn a_list_that_cannot_be_changed_is_left_as_it_is() {
    let folder = empty();
    let list = folder.path().join("lessons/course.toml");
    write("format = 1\nchapter = [\n", &list);
    let before = all(folder.path());
    let error = create(folder.path(), "small", "answer", Kind::Edit).unwrap_err();
    assert!(error.to_string().contains("by hand"), "{error}");
    assert_eq!(all(folder.path()), before);
}

#[test]
fn new_leaves_the_rest_of_the_list_unchanged() {
    let folder = empty();
    let list = folder.path().join("lessons/course.toml");
    let before = fs::read_to_string(&list).unwrap();
    create(folder.path(), "small", "answer", Kind::Choose).unwrap();
    create(folder.path(), "small", "other", Kind::Predict).unwrap();
    let after = fs::read_to_string(&list).unwrap();
    let added = "\n[[chapter]]\nid = \"small\"\ntitle = \"TODO: what the list shows for this chapter\"\nlessons = [\"answer\", \"other\"]\n";
    assert_eq!(after, format!("{before}{added}"));
    assert_eq!(
        author::inspect(&Tree::folder(folder.path()), &["other".to_owned()])
            .lessons
            .len(),
        1
    );
}

#[test]
fn a_new_course_passes_and_reveals_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("Iterators & more");
    let made = create_course(&root, Some("\"Iterators\"\n in practice"), true).unwrap();
    assert_eq!(made.id, "iterators-more");
    let (report, _) = verify(&Tree::folder(&root), &[]);
    assert_eq!(short(&report), [""; 0]);
    assert_eq!(report.notes, [""; 0]);
    assert_eq!(report.programs(), 11);
    let course = Course::folder(&root).unwrap();
    assert_eq!(course.title, "\"Iterators\" in practice");
    let kinds: Vec<Kind> = course
        .lessons
        .iter()
        .map(|lesson| lesson.head.kind)
        .collect();
    for (_, kind) in KINDS {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    for lesson in &course.lessons {
        assert!(lesson.toml.starts_with("#:schema ../lesson.schema.json\n"));
        for question in &lesson.questions {
            assert!(!question.choices[0].right, "{}", lesson.id);
        }
    }
    for file in made.files {
        assert!(file.is_file(), "{}", file.display());
    }
    let again = create_course(&root, None, true);
    assert!(matches!(again, Err(NewError::IsCourse(_))), "{again:?}");
}

#[test]
fn new_creates_a_lesson_in_an_empty_course() {
    let folder = tempfile::tempdir().unwrap();
    write("", &folder.path().join("lessons/course.toml"));
    for (id, kind) in KINDS {
        for file in create(folder.path(), "small", id, kind).unwrap() {
            let text = fs::read_to_string(&file).unwrap();
            let lesson = file
                .extension()
                .is_some_and(|extension| extension == "toml");
            assert_eq!(text.starts_with("#:schema ../lesson.schema.json\n"), lesson);
        }
    }
    assert!(folder.path().join("lessons/lesson.schema.json").is_file());
}

#[test]
fn a_course_can_begin_without_lessons() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("adapters");
    let made = create_course(&root, None, false).unwrap();
    let inside = |path: &str| made.files.contains(&root.join(path));
    assert!(inside("lessons/course.toml") && inside("README.md"));
    assert!(!root.join("exercises").exists() && !root.join("tests").exists());
    let report = author::inspect(&Tree::folder(&root), &[]);
    assert_eq!(
        short(&report),
        ["lessons/course.toml: the course has no lessons"]
    );
    create(&root, "maps", "map", Kind::Choose).unwrap();
    let report = author::inspect(&Tree::folder(&root), &["map".to_owned()]);
    let found = short(&report);
    assert!(
        !found.is_empty() && found.iter().all(|found| found.ends_with("not written yet")),
        "{found:?}"
    );
}
