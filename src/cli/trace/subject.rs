//! The program that `trace` runs: any Rust file, or the learner's file of a lesson.

use super::Args;
use crate::cli::Options;
use crate::cli::driver::Driver;
use crate::cli::error::Error;
use crate::cli::out::Output;
use crate::course::{Lesson, Schedules};
use crate::glass::ProgramSpec;
use crate::grader::{self, SourceProblem};
use std::path::Path;

/// The subject, and the bounds that its lesson sets.
pub(super) fn find(
    args: &Args,
    options: &Options,
    out: &Output,
) -> anyhow::Result<(ProgramSpec, Option<Schedules>)> {
    let target = args.target.as_deref().unwrap_or_default();
    let is_file = Path::new(target).extension().is_some_and(|end| end == "rs");
    if is_file || Path::new(target).is_file() {
        return Ok((file(target, args)?, None));
    }
    let mut driver = Driver::open(options, out)?;
    let lesson = driver.lesson(target, "trace")?;
    let text = text(driver.model.file(), &lesson)?;
    let run = args.test.as_deref().unwrap_or("main");
    if run != "main" && !lesson.tests.iter().any(|test| test.name == run) {
        let names: Vec<&str> = lesson.tests.iter().map(|test| test.name.as_str()).collect();
        let says = format!(
            "`{}` has no hidden test `{run}`\nhelp: pass one of its tests: {}",
            lesson.id,
            names.join(", ")
        );
        return Err(Error::Other(says).into());
    }
    let subject = grader::subject(&lesson, &text, run).ok_or_else(|| nothing_in(&lesson))?;
    Ok((subject, lesson.schedules))
}

fn nothing_in(lesson: &Lesson) -> Error {
    Error::Other(format!("`{}` has no program to trace", lesson.id))
}

/// Reads any Rust file.
fn file(path: &str, args: &Args) -> anyhow::Result<ProgramSpec> {
    if args.test.is_some() {
        let says = "only lessons have hidden tests\nhelp: leave out --test, or name a lesson";
        return Err(Error::Other(says.to_owned()).into());
    }
    let text = match grader::read(Path::new(path)) {
        Err(SourceProblem::Gone(path)) => {
            let path = path.display();
            let says =
                format!("{path} does not exist\nhelp: name a Rust file, or the id of a lesson");
            return Err(Error::Other(says).into());
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

/// Returns the learner's file, or the starter if there is no desk.
fn text(file: Option<&Path>, lesson: &Lesson) -> anyhow::Result<String> {
    if let Some(file) = file {
        return Ok(grader::read(file)?);
    }
    Ok(lesson
        .files
        .starter
        .clone()
        .ok_or_else(|| nothing_in(lesson))?)
}
