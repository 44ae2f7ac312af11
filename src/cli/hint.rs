//! `cellmate hint [ID]`: shows the next hint, and records that.

use super::driver::Driver;
use super::out::Output;
use super::{Exit, Options, next};
use crate::course::Hint;
use crate::engine::Command;
use crate::report;
use serde_json::json;

/// Show the next hint
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate hint rate_limiter")]
pub(super) struct Args {
    /// The lesson (default: the one that you used last, or the next unfinished one)
    id: Option<String>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut driver = Driver::open(options, out)?;
    driver.desk()?;
    let Some(lesson) = driver.lesson_or_next(args.id.as_ref(), "hint")? else {
        out.say(&next::in_one_line(out.style, &driver.model))?;
        return Ok(Exit::Passed);
    };
    let so_far = driver.model.lesson_progress();
    let is_new = |hint: &&Hint| !so_far.hints.contains(&hint.id);
    let hint = lesson.hints.iter().find(is_new);
    if out.is_json() {
        let hint = hint.map(|hint| json!({ "id": hint.id, "text": hint.text }));
        out.json(&json!({ "lesson": lesson.id, "hint": hint }))?;
    } else {
        out.report(&match hint {
            Some(hint) => report::hint(hint, so_far.hints.len() + 1),
            None => report::hints(&lesson, so_far),
        })?;
    }
    if let Some(hint) = hint {
        driver.record(Command::RecordHint {
            lesson: lesson.id.clone(),
            hint: hint.id.clone(),
        });
    }
    Ok(Exit::Passed)
}
