//! `cellmate reset ID`: restores the starter, and keeps a copy of the learner's version.

use super::driver::Driver;
use super::error::Error;
use super::out::{self, Output};
use super::{Exit, Options};
use crate::engine::{Command, Event, FileUse, Notice, Refusal};
use crate::report;
use serde_json::json;
use std::io::{self, BufRead, IsTerminal, Write};

/// Reset a file to the starter; cellmate keeps a copy of yours
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate reset rate_limiter --yes")]
pub(super) struct Args {
    /// The lesson
    id: String,
    /// Don't ask for confirmation
    #[arg(long, short)]
    yes: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut driver = Driver::open(options, out)?;
    let lesson = driver.open_lesson(&args.id, "reset")?;
    let file = driver.desk()?.exercise(&lesson);
    let shown = out::path(&file);
    if !lesson.has_file() && !file.exists() {
        let id = &lesson.id;
        let what = Refusal::NoFile(FileUse::Reset).about(id);
        let help = format!("`cellmate show {id}` shows what the lesson asks");
        return Err(Error::refused(what, help).into());
    }
    if !args.yes && !is_confirmed(&shown)? {
        out.say("Nothing was changed.")?;
        return Ok(Exit::NotPassed);
    }
    let events = driver.run(Command::Reset {
        lesson: lesson.id.clone(),
    })?;
    for event in &events {
        let Event::Noticed(notice @ Notice::StarterRestored { copy, .. }) = event else {
            continue;
        };
        if out.is_json() {
            out.json(&json!({ "lesson": lesson.id, "file": file, "backup": copy }))?;
        } else {
            out.say(&report::notice(notice, driver.model.home()))?;
        }
    }
    Ok(Exit::Passed)
}

fn is_confirmed(file: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        let what = "cannot ask for confirmation without a terminal";
        return Err(Error::refused(what, "pass `--yes` to reset the file").into());
    }
    write!(
        io::stderr(),
        "Reset {file} to the starter? cellmate keeps a copy of your version. [y/N] "
    )?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
