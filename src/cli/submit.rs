//! `cellmate submit`: writes one file to hand in.

use super::driver::Driver;
use super::error::Error;
use super::out::{self, Output};
use super::{Exit, Options};
use crate::desk::Desk;
use crate::engine;
use crate::teach::{Learner, SubmissionFile};
use serde_json::json;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

/// The JSON schema of the file.
const SCHEMA: &str = include_str!("../teach/submission.schema.json");

/// Write your files into one file to hand in
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example: cellmate submit --id ada

It writes ID-COURSE-VERSION.submission.json into this folder, with your files and your progress. \
cellmate asks for the id once and remembers it. It sends nothing: give the file to your instructor in any way you like.")]
pub(super) struct Args {
    /// Your id: the student number, account name or email address by which your instructor knows you
    #[arg(long)]
    id: Option<String>,
    /// Your name
    #[arg(long)]
    name: Option<String>,
    /// The file or folder to write to (default: this folder)
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Print the JSON schema of the file
    #[arg(long)]
    schema: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    if args.schema {
        out.say(SCHEMA)?;
        return Ok(Exit::Passed);
    }
    let driver = Driver::open(options, out)?;
    let desk = driver.desk()?;
    let learner = learner(args, desk)?;
    let course = driver.course();
    let progress = driver.model.progress();
    let submission =
        SubmissionFile::collect(desk, &course, progress, learner, engine::unix_time())?;
    let path = match &args.out {
        Some(file) if !file.is_dir() => file.clone(),
        Some(folder) => folder.join(submission.file_name()),
        None => PathBuf::from(submission.file_name()),
    };
    let json = submission.to_json();
    std::fs::write(&path, &json).map_err(|error| {
        let what = format!("cannot write {}: {error}", path.display());
        Error::refused(what, "pass `--out PATH` to write it elsewhere")
    })?;
    let texts = submission.lessons.values();
    let texts = texts.filter(|lesson| lesson.text.is_some()).count();
    if out.is_json() {
        out.json(&json!({ "file": path, "learner": submission.learner, "files": texts, "bytes": json.len() }))?;
    } else {
        let files = crate::text::plural(texts, "file");
        out.say(&format!("Wrote {files} to {}", out::path(&path)))?;
        out.say("Give this file to your instructor.")?;
    }
    Ok(Exit::Passed)
}

/// Returns who hands in: from the options, or else from the desk's settings, or else by asking.
fn learner(args: &Args, desk: &Desk) -> anyhow::Result<Learner> {
    let known = desk.settings()?;
    let id = match args.id.clone().or(known.learner_id) {
        Some(id) => id,
        None => ask()?,
    };
    let name = args.name.clone().or(known.learner_name);
    let learner = Learner::new(&id, name.as_deref())?;
    desk.set(|settings| {
        settings.learner_id = Some(learner.id.clone());
        settings.learner_name.clone_from(&learner.name);
    })?;
    Ok(learner)
}

fn ask() -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        let what = "cannot ask for your id without a terminal";
        return Err(Error::refused(what, "pass `--id ID`; cellmate remembers it").into());
    }
    write!(
        io::stderr(),
        "Your id (ask your instructor which one to use): "
    )?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}
