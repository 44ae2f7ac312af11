//! Grades several lessons, and prints one line for each and a count.

use super::super::Exit;
use super::super::context::{self, CommandContext};
use super::super::driver::Driver;
use super::super::out::{Output, ProgressLine};
use super::super::style::{OutputStyle, Paint};
use super::JsonVerdict;
use crate::course::Lesson;
use crate::engine::{Command, Event};
use crate::report;
use crate::text;
use crate::verdict::Verdict;
use serde::Serialize;
use std::collections::BTreeMap;

/// The JSON output of `check`.
#[derive(Serialize)]
pub(super) struct JsonReport<'a> {
    passed: bool,
    verdicts: Vec<JsonVerdict<'a>>,
    answered: Vec<JsonAnswered<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_graded: Vec<JsonNotGraded<'a>>,
}

impl<'a> JsonReport<'a> {
    pub(super) fn new(
        exit: Exit,
        verdicts: Vec<JsonVerdict<'a>>,
        answered: Vec<JsonAnswered<'a>>,
    ) -> Self {
        Self {
            passed: exit == Exit::Passed,
            verdicts,
            answered,
            not_graded: Vec::new(),
        }
    }
}

/// A lesson without a file.
#[derive(Serialize)]
pub(super) struct JsonAnswered<'a> {
    lesson: &'a str,
    passed: bool,
}

impl<'a> JsonAnswered<'a> {
    pub(super) fn new(lesson: &'a Lesson, passed: bool) -> Self {
        let lesson = &lesson.id;
        Self { lesson, passed }
    }
}

/// A lesson that could not be graded.
#[derive(Serialize)]
struct JsonNotGraded<'a> {
    lesson: &'a str,
    why: String,
}

/// The result of one lesson.
#[derive(Clone)]
enum LessonResult {
    Graded(Box<Verdict>),
    Answered(bool),
    NotGraded(String),
}

impl LessonResult {
    fn passed(&self) -> bool {
        match self {
            Self::Graded(verdict) => verdict.passed(),
            Self::Answered(done) => *done,
            Self::NotGraded(_) => false,
        }
    }
}

pub(super) fn run(
    context: &CommandContext,
    lessons: &[&Lesson],
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let results = results(context, lessons, out)?;
    let passed = results.iter().filter(|result| result.passed()).count();
    let exit = if results
        .iter()
        .any(|result| matches!(result, LessonResult::NotGraded(_)))
    {
        Exit::Error
    } else if passed == lessons.len() {
        Exit::Passed
    } else {
        Exit::NotPassed
    };
    if out.is_json() {
        out.json(&report(exit, lessons, &results))?;
        return Ok(exit);
    }
    for (lesson, result) in lessons.iter().zip(&results) {
        out.say(&line(out.style, lesson, result))?;
    }
    out.say(&format!(
        "\n{passed} of {} passed",
        text::plural(lessons.len(), "lesson")
    ))?;
    Ok(exit)
}

fn results(
    context: &CommandContext,
    lessons: &[&Lesson],
    out: &Output,
) -> anyhow::Result<Vec<LessonResult>> {
    let with_file = lessons.iter().filter(|lesson| lesson.has_file());
    let ids: Vec<String> = with_file.map(|lesson| lesson.id.clone()).collect();
    let graded = if ids.is_empty() {
        BTreeMap::new()
    } else {
        grade(context, ids, out)?
    };
    let results = lessons.iter().map(|lesson| match graded.get(&lesson.id) {
        Some(result) => result.clone(),
        None => LessonResult::Answered(context.progress().is_done(lesson)),
    });
    Ok(results.collect())
}

/// Grades the lessons with these ids.
fn grade(
    context: &CommandContext,
    ids: Vec<String>,
    out: &Output,
) -> anyhow::Result<BTreeMap<String, LessonResult>> {
    let driver = Driver::start(context)?;
    let counter = ProgressLine::new(out);
    let mut results = BTreeMap::new();
    let mut first_unrecorded = None;
    driver.run(Command::GradeAll { lessons: ids }, |event| {
        match event {
            Event::GradedSoFar {
                graded: 0, total, ..
            } => counter.begin(&format!("compiling {}", text::plural(total, "lesson"))),
            Event::GradedSoFar { graded, total, .. } => counter.step(graded, total),
            Event::Graded {
                lesson,
                verdict,
                unrecorded,
                ..
            } => {
                first_unrecorded = first_unrecorded.take().or(unrecorded);
                results.insert(lesson, LessonResult::Graded(verdict));
            }
            Event::NotGraded { lesson, error, .. } => {
                let why = error.to_string();
                results.insert(lesson, LessonResult::NotGraded(why));
            }
            _ => {}
        }
        Ok(())
    })?;
    drop(counter);
    if let Some(error) = first_unrecorded {
        context::note(&report::unrecorded(&error.to_string()));
    }
    Ok(results)
}

fn line(style: OutputStyle, lesson: &Lesson, result: &LessonResult) -> String {
    let id = format!("{:<20}", lesson.id);
    match result {
        LessonResult::Graded(verdict) if verdict.passed() => {
            format!("{} {id}", style.paint(Paint::Good, "✓ passed "))
        }
        LessonResult::Graded(verdict) => {
            let status = report::status(verdict).in_a_line();
            format!("{} {id} {status}", style.paint(Paint::Bad, "✗ not yet"))
        }
        LessonResult::Answered(true) => format!("{} {id}", style.paint(Paint::Good, "✓ done   ")),
        LessonResult::Answered(false) => {
            format!("{} {id}", style.paint(Paint::Accent, "? open   "))
        }
        LessonResult::NotGraded(why) => {
            let why = why.replace('\n', &format!("\n{:31}", ""));
            format!("{} {id} {why}", style.paint(Paint::Bad, "✗ error  "))
        }
    }
    .trim_end()
    .to_owned()
}

fn report<'a>(exit: Exit, lessons: &[&'a Lesson], results: &'a [LessonResult]) -> JsonReport<'a> {
    let mut report = JsonReport::new(exit, Vec::new(), Vec::new());
    for (&lesson, result) in lessons.iter().zip(results) {
        match result {
            LessonResult::Graded(verdict) => report.verdicts.push(JsonVerdict::new(verdict)),
            LessonResult::Answered(done) => report.answered.push(JsonAnswered::new(lesson, *done)),
            LessonResult::NotGraded(why) => report.not_graded.push(JsonNotGraded {
                lesson: &lesson.id,
                why: why.clone(),
            }),
        }
    }
    report
}
