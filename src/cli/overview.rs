//! `cellmate overview`, for instructors: the class at a glance.

use super::error::Error;
use super::out::{self, Output};
use super::{Exit, Options, setup};
use crate::course::Course;
use crate::html;
use crate::teach::{self, Attendance, Overview, ResultLine, Roster};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Show the class at a glance: how far each learner has come, and what to teach again
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate overview submissions/           from what the submissions claim
          cellmate overview grades/results.jsonl   from results of `cellmate grade`

cellmate compiles nothing, so this takes about a second. SUBMISSION is what `cellmate grade` takes, or a `results.jsonl` that it wrote.")]
pub(super) struct Args {
    /// What was handed in, or results of `grade`
    #[arg(required = true, value_name = "SUBMISSION")]
    submissions: Vec<PathBuf>,
    /// The learners: a CSV file with the columns `id`, `name` and optionally `email`
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// Write the overview to a file, as a single HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let courses = setup::courses_of(options)?;
    let course = &courses[0];
    let is_results = |path: &&PathBuf| path.extension().is_some_and(|end| end == "jsonl");
    let results = args.submissions.iter().filter(is_results).count();
    let overview = if results == 0 {
        let attendance = attendance(&args.submissions, args.roster.as_deref(), &courses)?;
        Overview::of_claims(course, &attendance)
    } else if results == args.submissions.len() {
        let lines = results_in(&args.submissions)?;
        let attendance = Attendance::of_results(&lines, roster(args.roster.as_deref())?.as_ref());
        Overview::of_results(course, &lines, &attendance)
    } else {
        let what = "cannot mix results and submissions, because only results are graded";
        return Err(Error::refused(what, "pass only results, or only submissions").into());
    };
    if let Some(file) = &args.html {
        let page = html::page(&overview.title(), &overview.blocks(true));
        std::fs::write(file, page).map_err(|error| {
            let what = format!("cannot write {}: {error}", file.display());
            Error::refused(what, "name a file in a folder that you can write to")
        })?;
        out.say(&format!("Wrote {}", out::path(file)))?;
    } else if out.is_json() {
        out.json(&overview.to_json())?;
    } else {
        out.report(&overview.blocks(false))?;
    }
    Ok(Exit::Passed)
}

fn results_in(files: &[PathBuf]) -> anyhow::Result<Vec<ResultLine>> {
    let mut lines = Vec::new();
    for file in files {
        let read = File::open(file).and_then(teach::read_lines);
        lines.extend(read.map_err(|error| {
            let what = format!("cannot read {}: {error}", file.display());
            Error::refused(what, "name the results.jsonl of `cellmate grade`")
        })?);
    }
    Ok(lines)
}

fn roster(file: Option<&Path>) -> anyhow::Result<Option<Roster>> {
    Ok(file.map(Roster::read).transpose()?)
}

/// Reads submissions, and prints notes on what was left out.
pub(super) fn attendance(
    submissions: &[PathBuf],
    file: Option<&Path>,
    courses: &[Course],
) -> anyhow::Result<Attendance> {
    let roster = roster(file)?;
    let (submissions, notes) = teach::read_all(submissions, courses)?;
    for note in notes {
        out::note(&note);
    }
    Ok(Attendance::take(submissions, roster.as_ref()))
}
