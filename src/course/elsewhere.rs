//! Finds a missing file of a course under another name, or in another folder.

use super::Tree;
use super::course_path::{CoursePath, course_folder};
use super::lesson_paths::LessonPaths;
use super::nearest::nearest;
use super::problem::Problem;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Elsewhere<'a> {
    /// In the right folder, under another name.
    Named(&'a str),
    /// In another folder, under its own name.
    In(&'a str),
    /// In a folder that belongs to no chapter or lesson, while the right one has no files.
    Folder(&'a str),
}

impl<'a> Elsewhere<'a> {
    /// Looks for a missing file among the files that nothing else in the course uses.
    pub(super) fn find(tree: &'a Tree, path: &str) -> Option<Self> {
        let root = course_folder(path).filter(|folder| *folder != "lessons")?;
        let (folder, name) = split(path);
        let is_own_folder = |other: &&str| split(other).0 == folder;
        let unused: Vec<&str> = tree
            .under(root)
            .filter(|other| !is_used(tree, other))
            .collect();
        let alike = |other: &&str| is_alike(split(other).1, name);
        let here = unused.iter().copied().filter(is_own_folder);
        if let Some(other) = here.clone().find(alike) {
            return Some(Self::Named(other));
        }
        let mut away = unused.iter().copied().filter(|other| !is_own_folder(other));
        if let Some(other) = away.find(alike) {
            let is_whole = split(other).1 == name && tree.under(&format!("{folder}/")).count() == 0;
            let is_same_depth = other.matches('/').count() == path.matches('/').count();
            return Some(if is_whole && is_same_depth && is_free(tree, other) {
                Self::Folder(split(other).0)
            } else {
                Self::In(other)
            });
        }
        let stem = |path: &'a str| split(path).1.strip_suffix(".rs").unwrap_or_default();
        let near = nearest(name.strip_suffix(".rs")?, here.clone().map(stem))?;
        let mut here = here.filter(|other| stem(other) == near);
        here.next().map(Self::Named)
    }

    pub(super) fn remedy(&self, path: &str) -> String {
        match self {
            Self::Named(other) => format!("rename `{other}` to `{}`", split(path).1),
            Self::In(other) => format!("move `{other}` here"),
            Self::Folder(other) => format!("rename the folder `{other}/`"),
        }
    }

    /// Returns the problem with a folder, which is the same for all files in it.
    pub(super) fn problem_of_folder(&self, path: &str) -> Option<Problem> {
        let Self::Folder(found) = self else {
            return None;
        };
        let wanted = split(path).0;
        let message = format!("the files in this folder belong in `{wanted}/`");
        let remedy = format!("rename the folder to `{}`", split(wanted).1);
        Some(Problem::of_file(format!("{found}/"), message, remedy))
    }
}

/// Returns the problem with a lesson that was renamed without its other files: it has none, but exactly one other name in
/// its chapter has a starter that nothing uses, and more files.
pub(super) fn renamed_lesson(tree: &Tree, lesson: LessonPaths<'_>, toml: &str) -> Option<Problem> {
    let files = |lesson: LessonPaths<'_>| {
        let singles = [lesson.exercise(), lesson.solution(), lesson.hidden()];
        let folders = [lesson.mistake(""), lesson.alternative("")];
        let singles = singles.into_iter().filter(|path| tree.has(path));
        let folders = folders
            .into_iter()
            .filter(|folder| tree.under(folder).next().is_some());
        singles.chain(folders).collect::<Vec<String>>()
    };
    if !files(lesson).is_empty() {
        return None;
    }
    let folder = format!("exercises/{}/", lesson.chapter);
    let starters = tree.under(&folder).filter(|path| !is_used(tree, path));
    let names = starters.filter_map(|path| path[folder.len()..].strip_suffix(".rs"));
    let mut former = names
        .map(|id| LessonPaths { id, ..lesson })
        .filter(|other| files(*other).len() > 1);
    let other = former.next().filter(|_| former.next().is_none())?;
    let wrong: Vec<String> = files(other)
        .iter()
        .map(|path| format!("`{path}`"))
        .collect();
    let line = toml.lines().position(|line| line.starts_with("kind"));
    let (id, old) = (lesson.id, other.id);
    Some(Problem::at_line(
        lesson.path,
        toml,
        line.map_or(1, |line| line + 1),
        format!("the other files of the lesson `{id}` have the name `{old}`"),
        format!("rename them to `{id}`, too: {}", wrong.join(", ")),
    ))
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether two names differ only in case, in `-` for `_`, or in their extensions.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    let stem = |name: &str| {
        let stem = name.split('.').next().unwrap_or_default();
        stem.to_lowercase().replace('-', "_")
    };
    stem(one) == stem(other)
}

fn is_used(tree: &Tree, path: &str) -> bool {
    let has_lesson = |id: &str| LessonPaths::all(tree).any(|lesson| lesson.id == id);
    match CoursePath::parse(path) {
        Some(CoursePath::Program { chapter, file }) => {
            let stem = file.strip_suffix(".rs");
            stem.is_some_and(|stem| tree.has(&format!("lessons/{chapter}/{stem}.toml")))
                || is_named(tree, chapter, file)
        }
        Some(CoursePath::HiddenTests { file }) => file.strip_suffix(".rs").is_some_and(has_lesson),
        Some(CoursePath::Proof { lesson, file }) => {
            has_lesson(lesson) && file.strip_suffix(".rs").is_some()
        }
        Some(CoursePath::Lesson { .. }) | None => false,
    }
}

fn is_named(tree: &Tree, chapter: &str, file: &str) -> bool {
    let quoted = format!("\"{file}\"");
    let mut lessons = LessonPaths::all(tree).filter(|lesson| lesson.chapter == chapter);
    lessons.any(|lesson| {
        tree.text(lesson.path)
            .is_some_and(|toml| toml.contains(&quoted))
    })
}

/// Whether the file's folder belongs to no chapter and no lesson.
fn is_free(tree: &Tree, path: &str) -> bool {
    let folder = split(split(path).0).1;
    LessonPaths::all(tree).all(|lesson| lesson.chapter != folder && lesson.id != folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[&str], path: &str) -> Option<String> {
        let lessons = [
            "lessons/a/one.toml",
            "lessons/a/two.toml",
            "lessons/b/three.toml",
        ];
        let files = lessons.iter().chain(files);
        let tree: Tree = files.map(|path| ((*path).to_owned(), Vec::new())).collect();
        Elsewhere::find(&tree, path).map(|found| found.remedy(path))
    }

    #[test]
    fn a_missing_file_is_found_under_a_similar_name_and_in_other_folders() {
        for (file, path, remedy) in [
            (
                "exercises/a/one.rs.txt",
                "exercises/a/one.rs",
                "rename `exercises/a/one.rs.txt` to `one.rs`",
            ),
            (
                "exercises/a/One.rs",
                "exercises/a/one.rs",
                "rename `exercises/a/One.rs` to `one.rs`",
            ),
            (
                "tests/hidden/onee.rs",
                "tests/hidden/one.rs",
                "rename `tests/hidden/onee.rs` to `one.rs`",
            ),
            (
                "solutions/b/one.rs",
                "solutions/a/one.rs",
                "move `solutions/b/one.rs` here",
            ),
            (
                "tests/hidden/a/one.rs",
                "tests/hidden/one.rs",
                "move `tests/hidden/a/one.rs` here",
            ),
            (
                "solutions/c/one.rs",
                "solutions/a/one.rs",
                "rename the folder `solutions/c/`",
            ),
            (
                "tests/mistakes/On/x.rs",
                "tests/mistakes/one/x.rs",
                "rename the folder `tests/mistakes/On/`",
            ),
        ] {
            assert_eq!(found(&[file], path).as_deref(), Some(remedy));
        }
    }

    #[test]
    fn a_file_that_something_else_uses_is_not_the_missing_one() {
        for (file, path) in [
            ("exercises/a/two.rs", "exercises/a/too.rs"),
            ("tests/hidden/two.rs", "tests/hidden/too.rs"),
            ("tests/mistakes/two/x.rs", "tests/mistakes/one/x.rs"),
            ("solutions/a/other.rs", "solutions/a/one.rs"),
        ] {
            assert_eq!(found(&[file], path), None, "{file}");
        }
    }
}
