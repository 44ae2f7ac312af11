//! Versions of a course, written in code, and a desk that has one of them.

use cellmate::course::{Course, Tree};
use cellmate::desk::{CourseChange, CourseCopy, Desk};
use cellmate::pack;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A lesson in one version of a course.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Its ids: the current one comes last.
    pub(crate) ids: Vec<String>,
    pub(crate) chapter: &'static str,
    pub(crate) starter: String,
}

impl Part {
    pub(crate) fn new(id: &str, starter: &str) -> Self {
        Self {
            ids: vec![id.to_owned()],
            chapter: "one",
            starter: starter.to_owned(),
        }
    }

    pub(crate) fn id(&self) -> &str {
        self.ids.last().unwrap()
    }
}

/// Returns the files of a course.
pub(crate) fn tree(version: usize, parts: &[Part]) -> Tree {
    let mut course = format!(
        "format = 1\nid = \"model\"\nversion = \"1.{version}.0\"\ntitle = \"Model\"\nlanguage = \"en\"\n"
    );
    let mut files = Vec::new();
    for chapter in ["one", "two"] {
        let here = || parts.iter().filter(|part| part.chapter == chapter);
        let ids: Vec<&str> = here().map(Part::id).collect();
        if ids.is_empty() {
            continue;
        }
        write!(
            course,
            "[[chapter]]\nid = \"{chapter}\"\ntitle = \"{chapter}\"\nlessons = {ids:?}\n"
        )
        .unwrap();
        for part in here() {
            let (id, aliases) = part.ids.split_last().unwrap();
            let text = format!(
                "title = \"{id}\"\nkind = \"edit\"\nlevel = \"easy\"\naliases = {aliases:?}\ntext = \"Text.\"\ntakeaway = \"Take.\"\n\
                 [starter]\noutcome = \"finished\"\n[expect]\noutcome = \"finished\"\n"
            );
            files.push((format!("lessons/{chapter}/{id}.toml"), text));
            files.push((format!("exercises/{chapter}/{id}.rs"), part.starter.clone()));
            files.push((
                format!("solutions/{chapter}/{id}.rs"),
                "fn main() {}\n".to_owned(),
            ));
        }
    }
    files.push(("lessons/course.toml".to_owned(), course));
    let files = files.into_iter();
    files
        .map(|(path, text)| (path, text.into_bytes()))
        .collect()
}

/// Brings a desk to a version of the course, and creates the desk if there is none.
pub(crate) fn bring_to(folder: &Path, version: usize, parts: &[Part]) -> (Desk, CourseChange) {
    let tree = tree(version, parts);
    let course = Course::of_tree(&tree).unwrap();
    let bytes = pack::write(&tree).unwrap();
    let sha256 = pack::sha256(&bytes);
    let copy = CourseCopy {
        bytes: &bytes,
        sha256: &sha256,
        origin: "model",
    };
    let Ok(desk) = Desk::open(folder) else {
        let (desk, update) = Desk::create_with_copy(folder, &course, copy).unwrap();
        let change = CourseChange {
            added: update.added,
            ..CourseChange::default()
        };
        return (desk, change);
    };
    let change = desk.change_course(&course, Some(copy)).unwrap();
    (desk, change)
}

/// Undoes the last update, if there is one.
pub(crate) fn undo(desk: &Desk) -> bool {
    let read = |source: &_| cellmate::engine::read_course(source).0;
    desk.undo_change(read).unwrap().is_some()
}

/// Returns the course that a desk has a copy of.
pub(crate) fn course_of(desk: &Desk) -> Course {
    let (course, problems) = cellmate::engine::read_course(&desk.course_source().unwrap());
    assert!(problems.is_empty(), "{problems:?}");
    course.unwrap()
}

/// Writes the learner's file of a lesson.
pub(crate) fn edit(desk: &Desk, course: &Course, id: &str, text: &str) {
    fs::write(desk.exercise(course.lesson(id).unwrap()), text).unwrap();
}

/// Returns the learner's file of a lesson.
pub(crate) fn text(desk: &Desk, course: &Course, id: &str) -> String {
    fs::read_to_string(desk.exercise(course.lesson(id).unwrap())).unwrap()
}

/// Records that a lesson was passed at this time.
pub(crate) fn pass(desk: &Desk, id: &str, now: u64) {
    let passed = desk.record(|progress| {
        progress.course_mut("model").lesson_mut(id).first_pass = Some(now);
    });
    passed.unwrap();
}

/// Returns when a lesson was passed.
pub(crate) fn passed(desk: &Desk, id: &str) -> Option<u64> {
    let progress = desk.progress().unwrap().progress;
    progress.course("model").lesson(id).first_pass
}
