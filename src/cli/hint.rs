//! `cellmate hint ID`: shows the next hint.

use super::context::{self, CommandContext};
use super::out::Output;
use super::{Exit, Options, writer};
use crate::course::{Hint, Lesson};
use crate::desk::LessonProgress;
use crate::report;
use serde_json::json;

/// Show the next hint that you have not seen
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate hint rate_limiter")]
pub(super) struct Args {
    /// The lesson
    id: String,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut context = CommandContext::open(options)?;
    context.desk()?;
    let lesson = context.lesson(&args.id, "hint")?.clone();
    let progress = context.lesson_progress(&lesson).clone();
    let is_new = |hint: &&Hint| !progress.hints.contains(&hint.id);
    let next = lesson.hints.iter().find(is_new);
    if out.is_json() {
        let hint = next.map(|hint| json!({ "id": hint.id, "text": hint.text }));
        out.json(&json!({ "lesson": lesson.id, "hint": hint }))?;
    } else {
        print_hint(&lesson, &progress, next, out)?;
    }
    if let Some(hint) = next
        && let Err(error) = context.record(&lesson.id, |lesson| lesson.record_hint(&hint.id))
    {
        context::note(&report::unrecorded(&error.to_string()));
    }
    Ok(Exit::Passed)
}

fn print_hint(
    lesson: &Lesson,
    progress: &LessonProgress,
    next: Option<&Hint>,
    out: &mut Output,
) -> anyhow::Result<()> {
    let blocks = match next {
        Some(hint) => report::hint(hint, progress.hints.len() + 1),
        None => report::hints(lesson, progress),
    };
    Ok(out.say(&writer::text(out.style, &blocks))?)
}
