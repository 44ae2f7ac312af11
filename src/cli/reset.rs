//! `cellmate reset ID`: restores the starter, and keeps a copy of the learner's version.

use super::context::CommandContext;
use super::error::Error;
use super::out::Output;
use super::{Exit, Options, style};
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
    let context = CommandContext::open(options)?;
    let desk = context.desk()?;
    let lesson = context.lesson(&args.id, "reset")?;
    let file = desk.exercise(lesson);
    let shown = style::path(&file);
    if !lesson.has_file() && !file.exists() {
        let why = format!(
            "{} has no file that you edit, so there is nothing to reset",
            lesson.id
        );
        return Err(Error::Other(why).into());
    }
    if !args.yes && !is_confirmed(&shown)? {
        out.say("Nothing was changed.")?;
        return Ok(Exit::NotPassed);
    }
    let backup = desk.reset(lesson)?;
    if out.is_json() {
        out.json(&json!({ "lesson": lesson.id, "file": file, "backup": backup }))?;
        return Ok(Exit::Passed);
    }
    match &backup {
        Some(backup) => {
            out.say(&format!("{shown} is the starter again."))?;
            out.say(&format!("Your version is in {}", style::path(backup)))?;
        }
        None => out.say(&format!(
            "{shown} is the starter. There was nothing to back up."
        ))?,
    }
    Ok(Exit::Passed)
}

fn is_confirmed(file: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        let why =
            "cannot ask for confirmation without a terminal\nhelp: pass `--yes` to reset the file";
        return Err(Error::Other(why.to_owned()).into());
    }
    write!(
        io::stderr(),
        "Reset {file} to the starter? cellmate keeps a copy of your version. [y/N] "
    )?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
