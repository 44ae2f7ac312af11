//! `cellmate grade`, for instructors: grades what learners handed in.

use super::error::Error;
use super::out::{self, Output};
use super::progress::ProgressLine;
use super::{Exit, Options, consent, driver, overview, setup};
use crate::grader::Grader;
use crate::parallel;
use crate::process::Launcher;
use crate::teach::{self, GradeEvent, GradeOptions, Overview, Shard};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Grade what learners handed in: confined, and identical files only once
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example: cellmate grade submissions/ --roster class.csv --out grades

SUBMISSION is a file from `cellmate submit`, a desk, a folder of lesson files, a folder of such folders, or the zip that your learning platform exports. cellmate writes nothing into it. Pass `--course` once for each version of a course: each \
submission is graded with the version that it was made for, or else with the newest. `cellmate help grade` explains \
results, shards and confinement.

Exit codes: 0 when grading is complete, even if some files could not be graded; 2 on an error.")]
pub(super) struct Args {
    /// What was handed in
    #[arg(required = true, value_name = "SUBMISSION")]
    submissions: Vec<PathBuf>,
    /// Grade only this lesson; can be repeated
    #[arg(long, value_name = "ID")]
    lesson: Vec<String>,
    /// The learners: a CSV file with the columns `id`, `name` and optionally `email`
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// The folder for the results
    #[arg(long, value_name = "DIR", default_value = "grades")]
    out: PathBuf,
    /// How many cores to use (default: all)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Grade the K-th of N shares of the files
    #[arg(long, value_name = "K/N", default_value = "1/1")]
    shard: Shard,
    /// Ignore the earlier results in the output folder, and grade everything again
    #[arg(long)]
    fresh: bool,
    /// Don't confine builds and programs: learners' code runs with all your permissions
    #[arg(long)]
    unconfined: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    if let Some(jobs) = args.jobs {
        parallel::limit_cores(jobs.into());
    }
    let courses = setup::courses_of(options)?;
    for id in &args.lesson {
        if !courses.iter().any(|course| course.lesson(id).is_some()) {
            let what = format!("no lesson `{id}` in this course");
            return Err(Error::refused(what, "`cellmate list` shows all lessons").into());
        }
    }
    check_is_outside(&args.out, &args.submissions)?;
    let launcher = if args.unconfined {
        Launcher::current()?
    } else {
        consent::confined_launcher()?
    };
    let cancel = driver::cancel_on_stop()?;
    let grader = Grader::new(launcher)?;
    let attendance = overview::attendance(&args.submissions, args.roster.as_deref(), &courses)?;
    let progress = ProgressLine::new(out);
    let total = AtomicUsize::new(0);
    let started = Instant::now();
    let observe = |event| match event {
        GradeEvent::Planned { texts, known } => {
            total.store(texts, Ordering::Relaxed);
            progress.begin(&format!(
                "{} to grade, {known} already known",
                crate::text::plural(texts, "distinct file")
            ));
        }
        GradeEvent::Graded { texts } => {
            progress.step_since(texts, total.load(Ordering::Relaxed), started);
        }
    };
    let grade = GradeOptions {
        only: &args.lesson,
        shard: args.shard,
        out: &args.out,
        fresh: args.fresh,
        confined: !args.unconfined,
    };
    let submissions = &attendance.submissions;
    let grading = teach::grade(&grader, &courses, submissions, grade, &cancel, &observe)?;
    drop(progress);
    if out.is_json() {
        out.json(&json!({
            "dir": args.out, "learners": submissions.len(), "results": grading.lines.len(),
            "graded_now": grading.graded, "reused": grading.known, "confined": !args.unconfined,
        }))?;
        return Ok(Exit::Passed);
    }
    let overview = Overview::of_results(&courses[0], &grading.lines, &attendance);
    out.report(&overview.blocks(false))?;
    out.gap()?;
    out.say(&format!(
        "Results: results.jsonl, grades.csv and junit.xml in {}",
        out::path(&args.out)
    ))?;
    Ok(Exit::Passed)
}

/// Refuses to write results into what was handed in.
fn check_is_outside(out: &Path, submissions: &[PathBuf]) -> anyhow::Result<()> {
    let full = std::path::absolute(out)?;
    let existing = full
        .ancestors()
        .find_map(|above| Some((above, above.canonicalize().ok()?)));
    let real = existing.map(|(above, real)| match full.strip_prefix(above) {
        Ok(rest) => real.join(rest),
        Err(_) => real,
    });
    let real = real.unwrap_or(full);
    let inside = |path: &&PathBuf| path.canonicalize().is_ok_and(|path| real.starts_with(path));
    if let Some(submission) = submissions.iter().find(inside) {
        let what = format!(
            "the output folder is inside the submission {}",
            out::path(submission)
        );
        return Err(Error::refused(what, "pass a folder outside it: `--out DIR`").into());
    }
    Ok(())
}
