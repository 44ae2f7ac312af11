//! Several lessons at once: one line each, and a count at the end.

use super::super::Exit;
use super::super::grading;

use super::super::look::{self, Look, Paint};
use super::super::out::{Counter, Out};
use super::super::study::{self, Study};
use super::Shown;
use crate::course::Lesson;
use crate::grader::{self, Attempt};
use crate::report;
use crate::verdict::Verdict;
use crate::worker;
use serde::Serialize;
use std::sync::{Mutex, PoisonError};

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
        crate::text::plural(lessons.len(), "lesson")
    ))?;
    Ok(exit)
}

fn find(study: &Study, lessons: &[&Lesson], out: &Out) -> anyhow::Result<Vec<Found>> {
    let desk = study.desk()?;
    let texts: Vec<Result<String, Found>> = lessons
        .iter()
        .map(|lesson| {
            if !lesson.has_file() {
                return Err(Found::Answered(study.so_far().done(lesson)));
            }
            let text = grader::read(&desk.exercise(lesson));
            text.map_err(|problem| Found::NotGraded(look::with_tilde(&problem.to_string())))
        })
        .collect();
    let attempts: Vec<Attempt<'_>> = lessons
        .iter()
        .zip(&texts)
        .filter_map(|(lesson, text)| Some(Attempt::new(lesson, text.as_ref().ok()?)))
        .collect();
    let verdicts = grade(study, &attempts, out)?;
    let mut verdicts = verdicts.into_iter();
    let found = texts.into_iter().map(|text| match text {
        Ok(_) => verdicts.next().expect("there is a verdict for every text"),
        Err(found) => found,
    });
    Ok(found.collect())
}

fn grade(study: &Study, attempts: &[Attempt<'_>], out: &Out) -> anyhow::Result<Vec<Found>> {
    if attempts.is_empty() {
        return Ok(Vec::new());
    }
    let desk = study.desk()?;
    let (grader, cancel) = grading::begin()?;
    let counter = Counter::new(out);
    let of = attempts.len();
    let done = Mutex::new(0);
    counter.begin(&format!("compiling {}", crate::text::plural(of, "lesson")));
    let verdicts = grader.grade_all(&study.course, attempts, &cancel, &|_| {
        // Counted and told in one go: several are graded at a time.
        let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
        *done += 1;
        counter.step(*done, of);
    })?;
    drop(counter);
    let mut unrecorded = None;
    let mut found = Vec::new();
    for (place, graded) in verdicts.into_iter().enumerate() {
        let mut verdict = graded.verdict;
        let lesson = attempts[place].lesson;
        let current = worker::is_current(&grader, lesson, &desk.exercise(lesson), &verdict);
        if !current {
            found.push(Found::NotGraded(meanwhile()));
            continue;
        }
        let recorded = worker::record(&grader, &study.course, desk, lesson, &verdict);
        if matches!(recorded, Ok(None)) {
            found.push(Found::NotGraded(meanwhile()));
            continue;
        }
        unrecorded = unrecorded.or(recorded.err());
        plain_paths(&mut verdict, place);
        found.push(Found::Graded(Box::new(verdict)));
    }
    if let Some(error) = unrecorded {
        study::note(&look::with_tilde(&format!("this is not recorded: {error}")));
    }
    Ok(found)
}

fn meanwhile() -> String {
    "it was saved while it was graded; check it again".to_owned()
}

/// Side by side, texts are told apart by a number in front of their path, which is nobody's business here.
fn plain_paths(verdict: &mut Verdict, place: usize) {
    for diagnostic in &mut verdict.observed.diagnostics {
        let numbered = format!("{place}/exercises/");
        diagnostic.rendered = diagnostic.rendered.replace(&numbered, "exercises/");
    }
}

fn line(look: Look, lesson: &Lesson, found: &Found) -> String {
    let id = format!("{:<20}", lesson.id);
    match found {
        Found::Graded(verdict) if verdict.passed() => {
            format!("{} {id}", look.paint(Paint::Good, "✓ passed "))
        }
        Found::Graded(verdict) => {
            let said = report::in_short(verdict);
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
