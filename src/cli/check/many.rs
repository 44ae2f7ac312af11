//! Several lessons at once: one line each, and a count at the end.

use super::super::Exit;
use super::super::driver::Driver;

use super::super::look::{Look, Paint};
use super::super::out::{Counter, Out};
use super::super::study::{self, Study};
use super::Shown;
use crate::course::Lesson;
use crate::engine::{Command, Event};
use crate::report;
use crate::text;
use crate::verdict::Verdict;
use serde::Serialize;
use std::collections::BTreeMap;

/// What `check` prints as JSON.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    passed: bool,
    verdicts: Vec<Shown<'a>>,
    answered: Vec<Answered<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_graded: Vec<NotGraded<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn of(exit: Exit, verdicts: Vec<Shown<'a>>, answered: Vec<Answered<'a>>) -> Self {
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
pub(super) struct Answered<'a> {
    lesson: &'a str,
    passed: bool,
}

impl<'a> Answered<'a> {
    pub(super) fn new(lesson: &'a Lesson, passed: bool) -> Self {
        let lesson = &lesson.id;
        Self { lesson, passed }
    }
}

/// A lesson whose file could not be graded.
#[derive(Serialize)]
struct NotGraded<'a> {
    lesson: &'a str,
    why: String,
}

/// What became of one lesson.
#[derive(Clone)]
enum Found {
    Graded(Box<Verdict>),
    Answered(bool),
    NotGraded(String),
}

impl Found {
    fn passed(&self) -> bool {
        match self {
            Self::Graded(verdict) => verdict.passed(),
            Self::Answered(done) => *done,
            Self::NotGraded(_) => false,
        }
    }
}

pub(super) fn run(study: &Study, lessons: &[&Lesson], out: &mut Out) -> anyhow::Result<Exit> {
    let found = find(study, lessons, out)?;
    let passed = found.iter().filter(|found| found.passed()).count();
    let exit = if found
        .iter()
        .any(|found| matches!(found, Found::NotGraded(_)))
    {
        Exit::Trouble
    } else if passed == lessons.len() {
        Exit::Passed
    } else {
        Exit::NotPassed
    };
    if out.is_json() {
        out.json(&document(exit, lessons, &found))?;
        return Ok(exit);
    }
    for (lesson, found) in lessons.iter().zip(&found) {
        out.say(&line(out.look, lesson, found))?;
    }
    out.say(&format!(
        "\n{passed} of {} passed",
        text::plural(lessons.len(), "lesson")
    ))?;
    Ok(exit)
}

fn find(study: &Study, lessons: &[&Lesson], out: &Out) -> anyhow::Result<Vec<Found>> {
    let with_file = lessons.iter().filter(|lesson| lesson.has_file());
    let ids: Vec<String> = with_file.map(|lesson| lesson.id.clone()).collect();
    let graded = if ids.is_empty() {
        BTreeMap::new()
    } else {
        grade(study, ids, out)?
    };
    let found = lessons.iter().map(|lesson| match graded.get(&lesson.id) {
        Some(found) => found.clone(),
        None => Found::Answered(study.so_far().is_done(lesson)),
    });
    Ok(found.collect())
}

/// What became of each lesson with a file.
fn grade(study: &Study, ids: Vec<String>, out: &Out) -> anyhow::Result<BTreeMap<String, Found>> {
    let driver = Driver::start(study)?;
    let counter = Counter::new(out);
    let mut found = BTreeMap::new();
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
                found.insert(lesson, Found::Graded(verdict));
            }
            Event::NotGraded { lesson, error, .. } => {
                let why = error.to_string();
                found.insert(lesson, Found::NotGraded(why));
            }
            _ => {}
        }
        Ok(())
    })?;
    drop(counter);
    if let Some(error) = first_unrecorded {
        study::note(&format!("this is not recorded: {error}"));
    }
    Ok(found)
}

fn line(look: Look, lesson: &Lesson, found: &Found) -> String {
    let id = format!("{:<20}", lesson.id);
    match found {
        Found::Graded(verdict) if verdict.passed() => {
            format!("{} {id}", look.paint(Paint::Good, "✓ passed "))
        }
        Found::Graded(verdict) => {
            let said = report::status(verdict).in_a_line();
            format!("{} {id} {said}", look.paint(Paint::Bad, "✗ not yet"))
        }
        Found::Answered(true) => format!("{} {id}", look.paint(Paint::Good, "✓ done   ")),
        Found::Answered(false) => format!("{} {id}", look.paint(Paint::Accent, "? open   ")),
        Found::NotGraded(why) => format!("{} {id} {why}", look.paint(Paint::Bad, "✗ trouble")),
    }
    .trim_end()
    .to_owned()
}

fn document<'a>(exit: Exit, lessons: &[&'a Lesson], found: &'a [Found]) -> Document<'a> {
    let mut document = Document::of(exit, Vec::new(), Vec::new());
    for (&lesson, found) in lessons.iter().zip(found) {
        match found {
            Found::Graded(verdict) => document.verdicts.push(Shown::new(verdict)),
            Found::Answered(done) => document.answered.push(Answered::new(lesson, *done)),
            Found::NotGraded(why) => document.not_graded.push(NotGraded {
                lesson: &lesson.id,
                why: why.clone(),
            }),
        }
    }
    document
}
