//! `cellmate hint ID`: the next hint, one at a time.

use super::out::Out;
use super::study::{self, Study};
use super::{Exit, Options, prose};
use crate::course::{Hint, Lesson};
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
    let seen = study.of(&lesson).hints.clone();
    let next = lesson.hints.iter().find(|hint| !seen.contains(&hint.id));
    if out.is_json() {
        let hint = next.map(|hint| json!({ "id": hint.id, "text": hint.text }));
        out.json(&json!({ "lesson": lesson.id, "hint": hint }))?;
    } else {
        say(&lesson, next, out)?;
    }
    if let Some(hint) = next
        && let Err(error) = study.record(&lesson.id, |lesson| lesson.record_hint(&hint.id))
    {
        study::note(&format!("this is not recorded: {error}"));
    }
    Ok(Exit::Passed)
}

fn say(lesson: &Lesson, next: Option<&Hint>, out: &mut Out) -> anyhow::Result<()> {
    if let Some(hint) = next {
        return Ok(out.say(&prose::text(out.look, &hint.text))?);
    }
    if lesson.hints.is_empty() {
        return Ok(out.say(&format!("There are no hints for {}.", lesson.id))?);
    }
    for hint in &lesson.hints {
        out.say(&prose::text(out.look, &hint.text))?;
        out.gap()?;
    }
    Ok(out.say("These were all the hints.")?)
}
