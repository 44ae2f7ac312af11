//! Learners' texts through the real grader: what lessons ask of them, what they do on purpose, and which gradings wait
//! for others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod feedback;
mod forgeries;
mod hostile;
mod joined;
mod judging;
mod lesson;
mod schedules;
mod side_by_side;
mod sources;
mod staleness;

use cellmate::course::{Course, Lesson};
use cellmate::grader::{Attempt, Grader, GradingBackend as _};
use cellmate::process::{Cancel, Launcher};
use cellmate::verdict::Verdict;
use std::path::PathBuf;

/// The launcher is the real binary, because this process is the test runner.
fn grader() -> Grader {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_cellmate"));
    Grader::new(Launcher::at(binary)).expect("a toolchain")
}

/// Grades texts for one lesson, which are built together.
fn grade_each(
    grader: &Grader,
    course: &Course,
    lesson: &Lesson,
    texts: &[impl AsRef<str>],
) -> Vec<Verdict> {
    let attempts = texts.iter().map(|text| Attempt::new(lesson, text.as_ref()));
    let attempts: Vec<Attempt<'_>> = attempts.collect();
    let verdicts = grader.grade_all(course, &attempts, &Cancel::new(), &|_, _| ());
    let verdicts = verdicts.unwrap().into_iter();
    verdicts.map(|attempt| attempt.verdict).collect()
}
