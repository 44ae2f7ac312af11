//! `cellmate course import`: converts another tool's exercises into a course.

use crate::author;
use crate::cli::out::{self, Output};
use crate::cli::{Exit, Options, driver};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;

/// Convert another tool's exercises into a course
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    from: ImportSource,
}

#[derive(Debug, Subcommand)]
enum ImportSource {
    /// Convert a rustlings pack, official or from the community, into a course
    #[command(after_help = "\
Example: cellmate course import rustlings ~/rustlings my-course

Each exercise becomes a lesson, with its tests, its hint and its solution. cellmate runs every starter once to find out
what it does. Then `cellmate verify my-course` checks the course, and you can add mistakes and feedback.")]
    Rustlings {
        /// The folder with `info.toml`, `exercises` and `solutions`, or a clone of the rustlings repository
        pack: PathBuf,
        /// The folder of the course
        dir: PathBuf,
        /// The title that learners see (default: the name of the folder)
        #[arg(long)]
        title: Option<String>,
    },
}

pub(super) fn run(args: &Args, _: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let ImportSource::Rustlings { pack, dir, title } = &args.from;
    super::check_not_a_desk(dir)?;
    let (grader, cancel) = driver::interruptible_grader()?;
    let made = author::import_rustlings(&grader, pack, dir, title.as_deref(), &cancel)?;
    if out.is_json() {
        out.json(&json!({ "id": made.id, "lessons": made.lessons, "starts_solved": made.solved }))?;
        return Ok(Exit::Passed);
    }
    let shown = out::path(dir);
    out.say(&format!(
        "Created the course `{}` with {} lessons in {shown}.",
        made.id, made.lessons
    ))?;
    if !made.solved.is_empty() {
        out.say(&format!(
            "The starters of these lessons already pass: {}",
            made.solved.join(", ")
        ))?;
    }
    out.say(&format!("\nnext:\n  cellmate verify {shown}"))?;
    Ok(Exit::Passed)
}
