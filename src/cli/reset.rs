//! `cellmate reset ID`: the file as it came, and a copy of what the learner had.

use super::complaint::Complaint;
use super::out::Out;
use super::study::Study;
use super::{Exit, Options, look};
use serde_json::json;
use std::io::{self, BufRead, IsTerminal, Write};

/// Put a file back as it came; yours is kept
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate reset rate_limiter --yes")]
pub(super) struct Args {
    /// The lesson
    id: String,
    /// Do not ask
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
        let why = format!("{} has no file of yours that could be put back", lesson.id);
        return Err(Complaint::NotHere(why).into());
    }
    if !args.yes && !agreed(&shown)? {
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
            out.say(&format!("{shown} is as it came."))?;
            out.say(&format!("What you had is kept in {}", look::path(backup)))?;
        }
        None => out.say(&format!(
            "{shown} is as it came; there was nothing to keep."
        ))?,
    }
    Ok(Exit::Passed)
}

fn agreed(file: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        let why = "nobody is here to be asked: say `--yes` to put the file back";
        return Err(Complaint::NotHere(why.to_owned()).into());
    }
    write!(
        io::stderr(),
        "Put {file} back as it came? What you have is kept as a copy. [y/N] "
    )?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
