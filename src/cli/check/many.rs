//! Grades several lessons, and prints one line for each and a count.

use super::super::Exit;
use super::super::driver::Driver;
use super::super::out::Output;
use super::super::writer::OutputStyle;
use crate::course::Lesson;
use crate::engine::{Command, Model};
use crate::report::{self, JsonVerdict};
use crate::rows::Role;
use crate::sanitize;
use crate::text;
use crate::verdict::Verdict;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct JsonReport<'a> {
    passed: bool,
    verdicts: Vec<JsonVerdict<'a>>,
    without_file: Vec<JsonWithoutFile<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_graded: Vec<JsonNotGraded<'a>>,
}

impl<'a> JsonReport<'a> {
    pub(super) fn new(
        exit: Exit,
        verdicts: Vec<JsonVerdict<'a>>,
        without_file: Vec<JsonWithoutFile<'a>>,
    ) -> Self {
        Self {
            passed: exit == Exit::Passed,
            verdicts,
            without_file,
            not_graded: Vec::new(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct JsonWithoutFile<'a> {
    lesson: &'a str,
    passed: bool,
}

impl<'a> JsonWithoutFile<'a> {
    pub(super) fn new(lesson: &'a str, passed: bool) -> Self {
        Self { lesson, passed }
    }
}

#[derive(Serialize)]
struct JsonNotGraded<'a> {
    lesson: &'a str,
    error: String,
}

enum LessonResult<'a> {
    Graded(&'a Verdict),
    WithoutFile(bool),
    NotGraded(String),
}

impl<'a> LessonResult<'a> {
    fn new(model: &'a Model, lesson: &str) -> Self {
        if let Some(error) = model.ungraded(lesson) {
            return Self::NotGraded(sanitize::text(&error.to_string()));
        }
        match model.graded(lesson) {
            Some(graded) => Self::Graded(&graded.verdict),
            None => Self::WithoutFile(model.course().iter().any(|course| {
                let lesson = course.lesson(lesson);
                lesson.is_some_and(|lesson| model.progress().is_done(lesson))
            })),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Graded(verdict) => Exit::from_passed(verdict.passed()),
            Self::WithoutFile(done) => Exit::from_passed(*done),
            Self::NotGraded(_) => Exit::Error,
        }
    }
}

pub(super) fn run(driver: &mut Driver, ids: &[String], out: &mut Output) -> anyhow::Result<Exit> {
    let course = driver.course();
    let has_file = |id: &&String| course.lesson(id).is_some_and(Lesson::has_file);
    let with_file: Vec<String> = ids.iter().filter(has_file).cloned().collect();
    if !with_file.is_empty() {
        driver.run(Command::GradeAll { lessons: with_file })?;
    }
    let result = |id: &'_ String| LessonResult::new(&driver.model, id);
    let results: Vec<LessonResult<'_>> = ids.iter().map(result).collect();
    let exits: Vec<Exit> = results.iter().map(LessonResult::exit).collect();
    let passed = exits.iter().filter(|exit| **exit == Exit::Passed).count();
    let exit = if exits.contains(&Exit::Error) {
        Exit::Error
    } else {
        Exit::from_passed(passed == ids.len())
    };
    if out.is_json() {
        out.json(&report(exit, ids, &results))?;
    } else {
        for (id, result) in ids.iter().zip(&results) {
            out.say(&line(out.style, id, result))?;
        }
        let lessons = text::plural(ids.len(), "lesson");
        out.say(&format!("\n{passed} of {lessons} passed"))?;
    }
    driver.note_unrecorded();
    Ok(exit)
}

fn line(style: OutputStyle, lesson: &str, result: &LessonResult<'_>) -> String {
    let id = format!("{lesson:<20}");
    match result {
        LessonResult::Graded(verdict) if verdict.passed() => {
            format!("{} {id}", style.paint(Role::Good, "✓ passed   "))
        }
        LessonResult::Graded(verdict) => {
            let status = report::status(verdict).in_a_line();
            format!("{} {id} {status}", style.paint(Role::Bad, "✗ failed   "))
        }
        LessonResult::WithoutFile(true) => {
            format!("{} {id}", style.paint(Role::Good, "✓ done     "))
        }
        LessonResult::WithoutFile(false) => {
            format!("{} {id}", style.paint(Role::Accent, "? to answer"))
        }
        LessonResult::NotGraded(error) => {
            let error = error.replace('\n', &format!("\n{:33}", ""));
            format!("{} {id} {error}", style.paint(Role::Bad, "✗ error    "))
        }
    }
    .trim_end()
    .to_owned()
}

fn report<'a>(
    exit: Exit,
    lessons: &'a [String],
    results: &'a [LessonResult<'a>],
) -> JsonReport<'a> {
    let mut report = JsonReport::new(exit, Vec::new(), Vec::new());
    for (lesson, result) in lessons.iter().zip(results) {
        match result {
            LessonResult::Graded(verdict) => report.verdicts.push(JsonVerdict::new(verdict)),
            LessonResult::WithoutFile(done) => report
                .without_file
                .push(JsonWithoutFile::new(lesson, *done)),
            LessonResult::NotGraded(error) => report.not_graded.push(JsonNotGraded {
                lesson,
                error: error.clone(),
            }),
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Error, Event, JobId};

    #[test]
    fn control_characters_in_an_error_are_replaced() {
        let mut model = Model::default();
        let path = "\u{1b}[31mdesk/counter.rs".into();
        let error = Error::KeepsChanging { path };
        model.apply(&Event::NotGraded {
            job: JobId(1),
            lesson: "counter".to_owned(),
            error,
        });
        let LessonResult::NotGraded(error) = LessonResult::new(&model, "counter") else {
            panic!("it is not graded");
        };
        assert!(!error.contains('\u{1b}'), "{error}");
    }
}
