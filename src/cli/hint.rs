//! `cellmate hint ID`: the next hint, one at a time.

use super::out::Out;
use super::study::{self, Study};
use super::{Exit, Options, writer};
use crate::course::{Hint, Lesson};
use crate::desk::LessonProgress;
use crate::report;
use serde_json::json;

/// Ask for a hint: the next one you have not seen
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate hint rate_limiter")]
pub(super) struct Args {
    /// The lesson
    id: String,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let mut study = Study::open(options)?;
    study.desk()?;
    let lesson = study.lesson(&args.id, "hint")?.clone();
    let progress = study.of(&lesson).clone();
    let is_new = |hint: &&Hint| !progress.hints.contains(&hint.id);
    let next = lesson.hints.iter().find(is_new);
    if out.is_json() {
        let hint = next.map(|hint| json!({ "id": hint.id, "text": hint.text }));
        out.json(&json!({ "lesson": lesson.id, "hint": hint }))?;
    } else {
        say(&lesson, &progress, next, out)?;
    }
    if let Some(hint) = next
        && let Err(error) = study.record(&lesson.id, |lesson| lesson.record_hint(&hint.id))
    {
        study::note(&format!("this is not recorded: {error}"));
    }
    Ok(Exit::Passed)
}

fn say(
    lesson: &Lesson,
    progress: &LessonProgress,
    next: Option<&Hint>,
    out: &mut Out,
) -> anyhow::Result<()> {
    let blocks = match next {
        Some(hint) => report::hint(hint, progress.hints.len() + 1),
        None => report::hints(lesson, progress),
    };
    Ok(out.say(&writer::text(out.look, &blocks))?)
}
