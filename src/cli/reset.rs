//! `cellmate reset ID`: restores the starter, and keeps a copy of the learner's version.

use super::complaint::Complaint;
use super::out::Out;
use super::study::Study;
use super::{Exit, Options, look};
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

pub(super) fn run(args: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let study = Study::open(options)?;
    let desk = study.desk()?;
    let lesson = study.lesson(&args.id, "reset")?;
    let file = desk.exercise(lesson);
    let shown = look::path(&file);
    if !lesson.has_file() && !file.exists() {
        let why = format!(
            "{} has no file that you edit, so there is nothing to reset",
            lesson.id
        );
        return Err(Complaint::NotHere(why).into());
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
            out.say(&format!("Your version is in {}", look::path(backup)))?;
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
        return Err(Complaint::NotHere(why.to_owned()).into());
    }
    write!(
        io::stderr(),
        "Reset {file} to the starter? cellmate keeps a copy of your version. [y/N] "
    )?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
