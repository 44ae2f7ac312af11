//! The files of a course: whose each one is, and which ones a lesson has.

use crate::course::{Lesson, Tree};
use std::collections::BTreeSet;

/// The id of the lesson that a file belongs to by its name, whether there is such a lesson or not.
pub(super) fn owner(path: &str) -> Option<&str> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["lessons", _, file] => file.strip_suffix(".toml"),
        ["exercises" | "solutions", _, file] | ["tests", "hidden", file] => {
            file.strip_suffix(".rs")
        }
        ["tests", "mistakes" | "alternatives", id, _] => Some(id),
        _ => None,
    }
}

/// The ids of all lessons that have a TOML file, readable or not.
pub(super) fn lesson_ids(tree: &Tree) -> BTreeSet<&str> {
    let tomls = tree
        .paths()
        .filter(|path| path.starts_with("lessons/") && path.matches('/').count() == 2);
    tomls.filter_map(owner).collect()
}

/// The Rust files that a lesson uses, with their texts.
pub(super) fn of(lesson: &Lesson) -> Vec<(String, &str)> {
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
