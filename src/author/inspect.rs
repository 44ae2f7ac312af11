//! Runs the checks that need no compiler.

use super::course_finding::CourseFinding;
use super::duplicates;
use super::files;
use super::findings::{LessonReport, VerifyReport};
use super::hidden_tests;
use super::leaks;
use super::mismatches;
use super::notes;
use super::parts;
use super::same_texts;
use super::style::StyleReport;
use super::text_notes;
use super::texts;
use super::toml_texts;
use super::unsteady;
use crate::course::{COURSE_FILE, Course, LeftOut, Lesson, Problem, Tree};
use crate::report;

/// Reads a course and returns everything that is wrong with it, without running anything. `only` are the ids of the
/// requested lessons; empty means all.
#[must_use]
pub fn inspect(tree: &Tree, only: &[String]) -> VerifyReport {
    inspect_course(tree, only).0
}

/// Inspects a course as [`inspect`] does, and also returns the course, if it can be read.
pub(super) fn inspect_course(tree: &Tree, only: &[String]) -> (VerifyReport, Option<Course>) {
    let (course, form) = Course::read(tree);
    let mut report = VerifyReport {
        lessons: empty_reports(tree, course.as_ref(), only),
        ..VerifyReport::default()
    };
    let orphans = course.as_ref();
    let orphans = orphans.map_or(Vec::new(), |course| files::orphans(course, tree, &form));
    // If a file has the tests of another lesson, the tests that its own lesson names are missing.
    let copied = |problem: &Problem| {
        let is_missing = problem.message.starts_with("there is no test");
        let mut paths = problem.message.split('`').filter(|_| is_missing);
        paths.find_map(|path| duplicates::copied_tests(tree, path))
    };
    let mut reported: Vec<Problem> = Vec::new();
    for problem in form {
        let copy = copied(&problem);
        if copy.as_ref().is_none_or(|copy| !reported.contains(copy)) {
            add_to_owner(&mut report, copy.clone().unwrap_or(problem), only);
        }
        reported.extend(copy);
    }
    if let Some(course) = &course {
        report.notes.extend(mismatches::notes(course, only));
        report.notes.extend(leaks::notes(course, only));
        report.notes.extend(same_texts::notes(course, only));
        report.notes.extend(text_notes::notes(course, only));
        report.notes.extend(unsteady::notes(course, only));
        for problem in orphans {
            add_to_owner(&mut report, problem, only);
        }
        let requested = course.lessons.iter();
        let requested = requested.filter(|lesson| is_requested(&lesson.id, only));
        report.notes.extend(notes::notes(course, requested));
        let left_out = LeftOut::read(tree);
        if left_out.for_instructors {
            report.notes.push(report::without_mistakes());
        }
        let mut style = StyleReport::default();
        for lesson in course
            .lessons
            .iter()
            .filter(|lesson| is_requested(&lesson.id, only))
        {
            let mut found = texts::lesson(course, lesson);
            found.extend(parts::lesson(lesson));
            found.extend(mismatches::lesson(lesson));
            found.extend(same_texts::choices(lesson));
            found.extend(duplicates::lesson(lesson));
            found.extend(hidden_tests::lesson(lesson));
            let rust = files::lesson_files(lesson);
            // An undeclared file has a finding already.
            let undeclared = files::undeclared(lesson);
            let is_declared = |path: &str| undeclared.iter().all(|found| found.file != path);
            let rust = rust.iter().filter(|(path, _)| is_declared(path));
            found.extend(rust.flat_map(|(path, text)| texts::unwritten(path, text)));
            style.add(course, lesson, left_out);
            found.append(&mut style.findings);
            for problem in found {
                report.add(Some(&lesson.id), problem);
            }
        }
        report.notes.extend(style.notes());
        let lessons = course.lessons.iter();
        let lessons: Vec<&Lesson> = lessons
            .filter(|lesson| is_requested(&lesson.id, only))
            .collect();
        for (lesson, problem) in parts::silent_stages(course, &lessons) {
            report.add(lesson, problem);
        }
        if only.is_empty() {
            let toml = String::from_utf8_lossy(tree.file(COURSE_FILE).unwrap_or_default());
            report
                .course
                .extend(texts::course(tree, COURSE_FILE, &toml));
            report.course.extend(parts::hiding_feedback(course, &toml));
            report.course.extend(identity(course, tree));
        }
    }
    report_unknown(&mut report, only);
    report.lessons.iter_mut().for_each(LessonReport::sort);
    (report, course)
}

/// Finds a course without lessons, and one with the id of the course in the binary.
fn identity(course: &Course, tree: &Tree) -> Option<Problem> {
    let toml = String::from_utf8_lossy(tree.file(COURSE_FILE).unwrap_or_default());
    let has_lesson_file = tree
        .paths()
        .any(|path| path.starts_with("lessons/") && path.matches('/').count() == 2);
    if course.lessons.is_empty() && !has_lesson_file {
        return Some(CourseFinding::NoLessons.of_file(COURSE_FILE));
    }
    let embedded = Tree::embedded();
    let listed = String::from_utf8_lossy(embedded.file(COURSE_FILE).unwrap_or_default());
    let id = format!("id = \"{}\"\n", course.id);
    let is_same_id = listed
        .split("\n[")
        .next()
        .is_some_and(|head| head.contains(&id));
    let known = course.lessons.iter();
    let known = known.filter(|lesson| embedded.file(&lesson.path).is_some());
    if is_same_id && known.count() * 2 < course.lessons.len() {
        let line = toml_texts::line_of(&toml, "id");
        return Some(CourseFinding::EmbeddedId(&course.id).at_line(COURSE_FILE, &toml, line));
    }
    None
}

fn empty_reports(tree: &Tree, course: Option<&Course>, only: &[String]) -> Vec<LessonReport> {
    let readable = course
        .iter()
        .flat_map(|course| &course.lessons)
        .map(LessonReport::new);
    let mut lessons: Vec<LessonReport> = readable
        .filter(|lesson| is_requested(&lesson.id, only))
        .collect();
    for path in tree.paths().filter(|path| path.starts_with("lessons/")) {
        let parts: Vec<&str> = path.split('/').collect();
        let ([_, chapter, _], Some(id)) = (&parts[..], files::owning_lesson(path)) else {
            continue;
        };
        if is_requested(id, only) && lessons.iter().all(|lesson| lesson.id != id) {
            lessons.push(LessonReport {
                id: id.to_owned(),
                chapter: (*chapter).to_owned(),
                title: None,
                programs: 0,
                kept: 0,
                findings: Vec::new(),
            });
        }
    }
    lessons
}

pub(super) fn is_requested(id: &str, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|wanted| wanted == id)
}

/// Adds a problem to the lesson that its file belongs to, unless that lesson was not requested.
fn add_to_owner(report: &mut VerifyReport, problem: Problem, only: &[String]) {
    let file = problem.file.clone();
    let owner = files::owning_lesson(&file);
    let known = owner.is_some_and(|id| report.lessons.iter().any(|lesson| lesson.id == id));
    // A folder may have files of any lesson.
    if known || only.is_empty() || file == COURSE_FILE || file.ends_with('/') {
        report.add(owner, problem);
    }
}

fn report_unknown(report: &mut VerifyReport, only: &[String]) {
    for id in only {
        if report.lessons.iter().all(|lesson| lesson.id != *id) {
            report
                .course
                .push(CourseFinding::NoLesson(id).of_file(COURSE_FILE));
        }
    }
}
