//! The files of a course: which lesson each belongs to, and which files and tests no lesson uses.

use super::course_finding::{CourseFinding, UnusedFile};
use crate::course::{
    COURSE_FILE, Course, CoursePath, Lesson, PACK_FILE, Problem, TestFn, Tree, tests_in,
};
use std::collections::BTreeSet;

/// Returns the id of the lesson that a file belongs to by its name, even if there is no such lesson.
#[must_use]
pub fn owning_lesson(path: &str) -> Option<&str> {
    match CoursePath::parse(path)? {
        CoursePath::Lesson { file, .. } => file.strip_suffix(".toml"),
        CoursePath::Program { file, .. } | CoursePath::HiddenTests { file } => {
            file.strip_suffix(".rs")
        }
        CoursePath::Proof { lesson, .. } => Some(lesson),
    }
}

/// Returns the ids of all lessons that have a TOML file, readable or not.
fn lesson_ids(tree: &Tree) -> BTreeSet<&str> {
    let tomls = tree
        .paths()
        .filter(|path| path.starts_with("lessons/") && path.matches('/').count() == 2);
    tomls.filter_map(owning_lesson).collect()
}

pub(super) fn lesson_files(lesson: &Lesson) -> Vec<(String, &str)> {
    let (id, chapter, files) = (&lesson.id, &lesson.chapter, &lesson.files);
    let singles = [
        (lesson.exercise_path(), &files.starter),
        (format!("solutions/{chapter}/{id}.rs"), &files.solution),
        (format!("tests/hidden/{id}.rs"), &files.hidden),
    ];
    let singles = singles
        .into_iter()
        .filter_map(|(path, text)| Some((path, text.as_deref()?)));
    let mut found: Vec<(String, &str)> = singles.collect();
    let folders = [
        (format!("exercises/{chapter}"), &files.predictions),
        (format!("tests/mistakes/{id}"), &files.mistakes),
        (format!("tests/alternatives/{id}"), &files.alternatives),
    ];
    for (folder, texts) in folders {
        found.extend(
            texts
                .iter()
                .map(|(name, text)| (format!("{folder}/{name}"), text.as_str())),
        );
    }
    found.sort();
    found.dedup();
    found
}

/// Finds files that no lesson uses, and tests that no lesson names. Leaves out files that a problem with the
/// course's form already names.
pub(super) fn orphans(course: &Course, tree: &Tree, form: &[Problem]) -> Vec<Problem> {
    let mut used: BTreeSet<String> = BTreeSet::new();
    for lesson in &course.lessons {
        used.insert(lesson.path.clone());
        used.extend(lesson_files(lesson).into_iter().map(|(path, _)| path));
    }
    // A lesson that could not be read may use any of its files, and so may one that is listed but has no file with the
    // right name.
    let readable: BTreeSet<&str> = course.lessons.iter().map(|lesson| &*lesson.id).collect();
    let listed = form.iter().filter(|problem| problem.file == COURSE_FILE);
    let listed = listed.flat_map(|problem| problem.message.split('`').filter_map(owning_lesson));
    let ids: BTreeSet<&str> = lesson_ids(tree).into_iter().chain(listed).collect();
    let unreadable: BTreeSet<&str> = ids.difference(&readable).copied().collect();
    let as_id = |name: &str| name.to_lowercase().replace('-', "_");
    let unreadable: BTreeSet<String> = unreadable.into_iter().map(as_id).collect();
    let unknown =
        |path: &str| owning_lesson(path).is_some_and(|id| unreadable.contains(&as_id(id)));
    let is_named = |path: &str| {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (quoted, folder) = (format!("`{path}`"), format!("`{folder}/`"));
        form.iter().any(|problem| {
            let in_folder = problem.file.ends_with('/') && path.starts_with(&problem.file);
            in_folder
                || [&quoted, &folder]
                    .into_iter()
                    .any(|name| problem.remedy.contains(name))
        })
    };
    let some_programs_unknown =
        |path: &str| path.starts_with("exercises/") && !unreadable.is_empty();
    let mut found: Vec<Problem> = tree
        .paths()
        .filter(|path| {
            !used.contains(*path)
                && !unknown(path)
                && !is_named(path)
                && !some_programs_unknown(path)
                && !is_extra(path)
        })
        .map(|path| orphan(course, path))
        .collect();
    // One finding per folder is enough.
    found.dedup_by(|one, other| one.file == other.file);
    for lesson in &course.lessons {
        found.extend(unused(lesson));
        found.extend(undeclared(lesson));
        found.extend(unnamed(lesson));
    }
    found
}

/// Whether this file may be in the `lessons` folder without being a lesson.
fn is_extra(path: &str) -> bool {
    let beside = ["lessons/course.toml", "lessons/README.md", PACK_FILE].contains(&path);
    beside || (path.starts_with("lessons/") && path.ends_with(".schema.json"))
}

fn orphan(course: &Course, path: &str) -> Problem {
    let Some(id) = owning_lesson(path) else {
        return CourseFinding::UnusedFile(UnusedFile::NoPurpose).of_file(path);
    };
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let has_own_folder = folder.ends_with(&format!("/{id}"));
    let unused = match course.lesson(id) {
        Some(_) if has_own_folder => UnusedFile::NotRust,
        Some(lesson) => {
            let chapter = &lesson.chapter;
            UnusedFile::OtherChapter { id, chapter }
        }
        None => {
            let near = course.nearest(id).map(|lesson| lesson.id.as_str());
            if has_own_folder {
                let finding = CourseFinding::UnusedFile(UnusedFile::NoSuchFolder { id, near });
                return finding.of_file(&format!("{folder}/"));
            }
            UnusedFile::NoSuchLesson { id, near }
        }
    };
    CourseFinding::UnusedFile(unused).of_file(path)
}

/// Finds files that belong to a lesson by their names, but not to its kind.
fn unused(lesson: &Lesson) -> Vec<Problem> {
    let edited = lesson.has_file();
    let own = lesson.predictions.iter().any(|prediction| {
        let file = prediction.file.as_deref();
        file.is_none_or(|file| file.strip_suffix(".rs") == Some(&lesson.id))
    });
    let idle = |path: &str| match path.split('/').next() {
        Some("exercises") => path == lesson.exercise_path() && !edited && !own,
        _ => !edited,
    };
    let files = lesson_files(lesson)
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| idle(path));
    let finding = CourseFinding::UnusedByKind(lesson.head.kind);
    files.map(|path| finding.of_file(&path)).collect()
}

pub(super) fn undeclared(lesson: &Lesson) -> Vec<Problem> {
    let declared: BTreeSet<&str> = lesson
        .mistakes
        .iter()
        .map(|mistake| &*mistake.file)
        .collect();
    let forgotten = lesson
        .files
        .mistakes
        .keys()
        .filter(|file| !declared.contains(file.as_str()));
    forgotten
        .map(|file| {
            let path = format!("tests/mistakes/{}/{file}", lesson.id);
            let toml = &lesson.path;
            CourseFinding::UndeclaredMistake { file, toml }.of_file(&path)
        })
        .collect()
}

/// Finds hidden tests that never run because no `[[test]]` names them.
fn unnamed(lesson: &Lesson) -> Vec<Problem> {
    let hidden = lesson.files.hidden.as_deref().unwrap_or_default();
    let path = format!("tests/hidden/{}.rs", lesson.id);
    let is_named = |found: &TestFn| lesson.tests.iter().any(|test| test.name == found.path);
    // A lesson without a file to edit doesn't use its hidden tests.
    let unnamed = tests_in(hidden).into_iter().filter(|_| lesson.has_file());
    // A test in a module has a finding of its own.
    let unnamed = unnamed.filter(|found| !is_named(found) && !found.path.contains("::"));
    let problem = |found: TestFn| {
        let (name, toml) = (found.path.as_str(), lesson.path.as_str());
        CourseFinding::UnnamedTest { name, toml }.at_line(&path, hidden, found.line)
    };
    unnamed.map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_test_that_no_table_names_is_found_by_its_name_in_the_code() {
        let course = Course::embedded().unwrap();
        let mut lesson = course.lesson("hit_counter").unwrap().clone();
        lesson.tests.truncate(1);
        let named = &lesson.tests[0].name;
        lesson.files.hidden = Some(format!(
            "#[test] // not fn other(\nfn {named}() {{}}\n\n// fn helper(\n#[test]\nfn forgotten() {{}}\n"
        ));
        let found: Vec<(usize, String)> = unnamed(&lesson)
            .into_iter()
            .map(|problem| (problem.line, problem.message))
            .collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, 6);
        assert!(found[0].1.contains("`forgotten`"), "{found:?}");
    }
}
