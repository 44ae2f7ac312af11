//! `cellmate solution ID`: shows the sample solution after passing, or with `--spoil`.

use super::driver::Driver;
use super::error::Error;
use super::out::Output;
use super::{Exit, Options, next};
use crate::course::Lesson;
use crate::engine::{Command, Refusal};
use crate::sanitize;
use serde_json::json;

/// Show the sample solution, once you have passed, or with --spoil
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate solution rate_limiter --spoil")]
pub(super) struct Args {
    /// The lesson
    id: String,
    /// Show it even if you have not passed
    #[arg(long)]
    spoil: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut driver = Driver::open(options, out)?;
    let lesson = driver.open_lesson(&args.id, "solution")?;
    let solution = solution(&lesson)?;
    if !driver.model.is_done() && !args.spoil {
        if out.is_json() {
            out.json(&json!({ "lesson": lesson.id, "solution": null }))?;
            return Ok(Exit::NotPassed);
        }
        out.say(&format!(
            "cellmate shows the sample solution of {} once you have passed.",
            lesson.id
        ))?;
        out.gap()?;
        out.say(&next::command(
            out.style,
            &format!("hint {}", lesson.id),
            "shows the next hint",
        ))?;
        let spoil = format!("solution {} --spoil", lesson.id);
        out.say(&next::command(out.style, &spoil, "shows it now"))?;
        return Ok(Exit::NotPassed);
    }
    if out.is_json() {
        out.json(&json!({ "lesson": lesson.id, "solution": solution }))?;
    } else {
        out.say(&sanitize::text(solution))?;
    }
    if driver.model.desk().is_some() {
        driver.record(Command::RecordSolutionSeen {
            lesson: lesson.id.clone(),
        });
    }
    Ok(Exit::Passed)
}

fn solution(lesson: &Lesson) -> Result<&str, Error> {
    let missing = || {
        let id = &lesson.id;
        let help = format!("`cellmate show {id}` shows the lesson");
        Error::refused(Refusal::NoSolution.about(id), help)
    };
    lesson.files.solution.as_deref().ok_or_else(missing)
}
