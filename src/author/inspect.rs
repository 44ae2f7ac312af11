//! All that can be found by reading alone: nothing is compiled or run.

use super::feedback;
use super::files;
use super::findings::{LessonReport, Report};
use super::parts;
use super::texts;
use crate::course::{Course, Problem, Tree};

/// Where the list of contents stands.
const LIST: &str = "lessons/course.toml";

/// Reads a course and says what is wrong with it before anything runs. `only` are the ids of the lessons that
/// are wanted; none means all.
#[must_use]
pub fn inspect(tree: &Tree, only: &[String]) -> Report {
    inspected(tree, only).0
}

/// The same with the course, where there is one.
pub(super) fn inspected(tree: &Tree, only: &[String]) -> (Report, Option<Course>) {
    let (course, form) = Course::read(tree);
    let mut report = Report {
        lessons: listed(tree, course.as_ref(), only),
        ..Report::default()
    };
    for problem in form {
        sort_in(&mut report, problem, only);
    }
    if let Some(course) = &course {
        for problem in files::orphans(course, tree) {
            sort_in(&mut report, problem, only);
        }
        for lesson in course
            .lessons
            .iter()
            .filter(|lesson| wanted(&lesson.id, only))
        {
            let mut found = texts::lesson(lesson);
            found.extend(texts::missing_meanings(course, lesson));
            found.extend(parts::lesson(lesson));
            found.extend(feedback::silent_stages(course, lesson));
            let rust = files::lesson_files(lesson);
            found.extend(
                rust.iter()
                    .flat_map(|(path, text)| texts::unwritten(path, text)),
            );
            for problem in found {
                report.add(Some(&lesson.id), problem);
            }
        }
        if only.is_empty() {
            let toml = String::from_utf8_lossy(tree.file(LIST).unwrap_or_default());
            report.course.extend(texts::course(LIST, &toml));
        }
    }
    unknown(&mut report, only);
    report.lessons.iter_mut().for_each(LessonReport::sort);
    (report, course)
}

/// One report for each lesson that is wanted, and that has a file.
fn listed(tree: &Tree, course: Option<&Course>, only: &[String]) -> Vec<LessonReport> {
    let readable = course
        .iter()
        .flat_map(|course| &course.lessons)
        .map(LessonReport::of);
    let mut lessons: Vec<LessonReport> =
        readable.filter(|lesson| wanted(&lesson.id, only)).collect();
    for path in tree.paths().filter(|path| path.starts_with("lessons/")) {
        let parts: Vec<&str> = path.split('/').collect();
        let ([_, chapter, _], Some(id)) = (&parts[..], files::owner(path)) else {
            continue;
        };
        if wanted(id, only) && lessons.iter().all(|lesson| lesson.id != id) {
            lessons.push(LessonReport {
                id: id.to_owned(),
                chapter: (*chapter).to_owned(),
                title: None,
                programs: 0,
                findings: Vec::new(),
            });
        }
    }
    lessons
}

/// Whether a lesson was asked for.
pub(super) fn wanted(id: &str, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|wanted| wanted == id)
}

/// Puts a problem where it belongs by the name of its file; what is not wanted is left out.
fn sort_in(report: &mut Report, problem: Problem, only: &[String]) {
    let file = problem.file.clone();
    let owner = files::owner(&file);
    let known = owner.is_some_and(|id| report.lessons.iter().any(|lesson| lesson.id == id));
    if known || only.is_empty() || file == LIST {
        report.add(owner, problem);
    }
}

/// Says so where somebody asked for a lesson that is not there.
fn unknown(report: &mut Report, only: &[String]) {
    for id in only {
        if report.lessons.iter().all(|lesson| lesson.id != *id) {
            let message = format!("there is no lesson `{id}`");
            report.course.push(Problem::of_file(
                LIST,
                message,
                "`cellmate list` names all lessons",
            ));
        }
    }
}
