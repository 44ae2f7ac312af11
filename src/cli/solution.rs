//! `cellmate solution ID`: one good way to do it, for those who have passed or do not mind.

use super::complaint::Complaint;
use super::out::Out;
use super::study::{self, Study};
use super::{Exit, Options, next};
use crate::course::{Kind, Lesson};
use crate::sanitize;
use serde_json::json;

/// See one good solution: after passing, or with --spoil
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate solution rate_limiter --spoil")]
pub(super) struct Args {
    /// The lesson
    id: String,
    /// Show it before you have passed
    #[arg(long)]
    spoil: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let mut study = Study::open(options)?;
    let lesson = study.lesson(&args.id, "solution")?.clone();
    let solution = solution(&lesson)?;
    let done = study.so_far().is_done(&lesson);
    if !done && !args.spoil {
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
            out.look,
            &format!("hint {}", lesson.id),
            "shows a hint, one at a time",
        ))?;
        let spoil = format!("solution {} --spoil", lesson.id);
        out.say(&next::command(out.look, &spoil, "shows it now"))?;
        return Ok(Exit::NotPassed);
    }
    if out.is_json() {
        out.json(&json!({ "lesson": lesson.id, "solution": solution }))?;
    } else {
        out.say(&sanitize::text(solution))?;
    }
    if study.has_desk()
        && let Err(error) = study.record(&lesson.id, |lesson| lesson.solution_seen = true)
    {
        study::note(&format!("this is not recorded: {error}"));
    }
    Ok(Exit::Passed)
}

fn solution(lesson: &Lesson) -> Result<&str, Complaint> {
    let missing = || {
        let id = &lesson.id;
        let instead = match lesson.head.kind {
            Kind::Predict | Kind::Choose => "it asks you something, and answers each choice",
            Kind::Edit | Kind::Arrange => "none was written",
        };
        Complaint::NotHere(format!(
            "{id} has no solution to show: {instead}; see `cellmate show {id}`"
        ))
    };
    lesson.files.solution.as_deref().ok_or_else(missing)
}
