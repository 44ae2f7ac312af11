//! What `trace` was asked to look at: a file of anybody's, or the learner's file of a lesson.

use super::Args;
use crate::cli::Options;
use crate::cli::complaint::Complaint;
use crate::cli::study::Study;
use crate::course::{Lesson, Schedules};
use crate::glass::ProgramSpec;
use crate::grader::{self, SourceProblem};
use std::path::Path;

/// The subject, and the bounds that its lesson sets.
pub(super) fn find(
    args: &Args,
    options: &Options,
) -> anyhow::Result<(ProgramSpec, Option<Schedules>)> {
    let target = args.target.as_deref().unwrap_or_default();
    let is_file = Path::new(target).extension().is_some_and(|end| end == "rs");
    if is_file || Path::new(target).is_file() {
        return Ok((file(target, args)?, None));
    }
    let study = Study::open(options)?;
    let lesson = study.lesson(target, "trace")?;
    let text = text(&study, lesson)?;
    let run = args.test.as_deref().unwrap_or("main");
    if run != "main" && !lesson.tests.iter().any(|test| test.name == run) {
        let names: Vec<&str> = lesson.tests.iter().map(|test| test.name.as_str()).collect();
        let says = format!(
            "`{}` has no hidden test `{run}`; it has: {}",
            lesson.id,
            names.join(", ")
        );
        return Err(Complaint::NotHere(says).into());
    }
    let subject = grader::subject(lesson, &text, run).ok_or_else(|| nothing_in(lesson))?;
    Ok((subject, lesson.schedules.clone()))
}

fn nothing_in(lesson: &Lesson) -> Complaint {
    Complaint::NotHere(format!("`{}` has no program to look at", lesson.id))
}

/// A file of anybody's.
fn file(path: &str, args: &Args) -> anyhow::Result<ProgramSpec> {
    if args.test.is_some() {
        let says = "--test is for lessons: a file of your own has no hidden tests";
        return Err(Complaint::NotHere(says.to_owned()).into());
    }
    let text = match grader::read(Path::new(path)) {
        Err(SourceProblem::Gone(path)) => {
            let path = path.display();
            let says = format!("{path} is not there; name a Rust file, or the id of a lesson");
            return Err(Complaint::NotHere(says).into());
        }
        other => other?,
    };
    let edition = match args.edition.as_str() {
        "2021" => "2021",
        _ => "2024",
    };
    let name = Path::new(path).file_name().unwrap_or_default();
    Ok(ProgramSpec::single_file(
        &name.to_string_lossy(),
        &text,
        edition,
    ))
}

/// The learner's file, or the starter where there is no desk.
fn text(study: &Study, lesson: &Lesson) -> anyhow::Result<String> {
    if let Some(file) = study.file(lesson) {
        return Ok(grader::read(&file)?);
    }
    Ok(lesson
        .files
        .starter
        .clone()
        .ok_or_else(|| nothing_in(lesson))?)
}
