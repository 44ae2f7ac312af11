//! From the files of a course to the course: its list of contents, then each lesson by itself.

use super::manifest::{self, Manifest};
use super::paths::LessonPaths;
use super::reading::{self, Reading};
use super::{Course, Lesson, Problem, Tree, parallel};
use std::collections::BTreeMap;

/// Reads what can be read.
pub(super) fn read(tree: &Tree) -> (Option<Course>, Vec<Problem>) {
    let mut problems = tree.problems().to_vec();
    let mut manifest = manifest::read(tree);
    problems.append(&mut manifest.problems);
    if manifest.other_format {
        return (None, problems);
    }
    let mut lessons = BTreeMap::new();
    let mut broken = Vec::new();
    for reading in readings(tree, &manifest) {
        match reading {
            Ok(lesson) => drop(lessons.insert(lesson.path.clone(), *lesson)),
            Err(mut more) => broken.append(&mut more),
        }
    }
    // Where a lesson is left out, nobody knows what it has that could be referred to.
    if broken.is_empty() {
        problems.append(&mut manifest::references(tree, lessons.values()));
    }
    problems.append(&mut broken);
    let course = manifest.course.map(|course| with_lessons(course, lessons));
    (course, problems)
}

/// Reads every lesson there is: those in the list first, in its order.
fn readings(tree: &Tree, manifest: &Manifest) -> Vec<Reading> {
    let mut order: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let chapters = manifest.course.iter().flat_map(|course| &course.chapters);
    for chapter in chapters {
        for lesson in &chapter.lessons {
            let next = order.len();
            order.entry((&chapter.id, lesson)).or_insert(next);
        }
    }
    let mut places: Vec<LessonPaths<'_>> = LessonPaths::all(tree).collect();
    places.sort_by_key(|paths| {
        order
            .get(&(paths.chapter, paths.id))
            .copied()
            .unwrap_or(usize::MAX)
    });
    let feedback = manifest.feedback.as_deref();
    parallel::map(&places, |paths| reading::read(tree, *paths, feedback))
}

/// Adds the lessons that could be read, in the order of the chapters, and takes the others out of the lists.
fn with_lessons(mut course: Course, mut found: BTreeMap<String, Lesson>) -> Course {
    for chapter in &mut course.chapters {
        let folder = format!("lessons/{}", chapter.id);
        chapter.lessons.retain(|id| {
            let lesson = found.remove(&format!("{folder}/{id}.toml"));
            let readable = lesson.is_some();
            course.lessons.extend(lesson);
            readable
        });
    }
    course
}
