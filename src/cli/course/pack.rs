//! `cellmate course pack`: packs a course into one file.

use crate::author;
use crate::cli::error::Error;
use crate::cli::out::{self, Output};
use crate::cli::{Exit, Options, new};
use crate::course::{self, LeftOut};
use crate::pack;
use crate::sanitize;
use crate::text;
use serde_json::json;
use std::path::PathBuf;

/// Pack a course into one file to share, ID-VERSION.course.tar.gz
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate course pack                   everything, for instructors and `cellmate grade`
          cellmate course pack --learner         for learners, who run `cellmate init --course FILE`

The same course always makes the same file. Publish the SHA-256 separately from the file; otherwise it proves nothing.")]
pub(in crate::cli) struct Args {
    /// Leave out mistakes, alternatives and tests that are held back
    #[arg(long)]
    learner: bool,
    /// Leave out the sample solutions
    #[arg(long)]
    without_solutions: bool,
    /// The file or folder to write to (default: this folder)
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

pub(in crate::cli) fn run(
    args: &Args,
    options: &Options,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let root = new::root(options)?;
    let tree = pack::open(&root).map_err(|error| {
        let what = format!("cannot use {}: {error}", root.display());
        Error::refused(
            what,
            "name the folder of a course, or a file from `cellmate course pack`",
        )
    })?;
    let left_out = LeftOut {
        for_instructors: args.learner,
        solutions: args.without_solutions,
    };
    let packed = author::pack_course(&tree, left_out)?;
    let path = match &args.out {
        Some(file) if !file.is_dir() => file.clone(),
        Some(folder) => folder.join(&packed.file_name),
        None => PathBuf::from(&packed.file_name),
    };
    std::fs::write(&path, &packed.bytes).map_err(|error| {
        let what = format!("cannot write {}: {error}", path.display());
        Error::refused(what, "pass `--out PATH` to write it elsewhere")
    })?;
    let sha256 = pack::sha256(&packed.bytes);
    let course = &packed.course;
    if out.is_json() {
        out.json(&json!({
            "file": path, "sha256": sha256, "course": course.id, "version": course.version,
            "lessons": course.lessons.len(), "files": packed.files, "bytes": packed.bytes.len(),
        }))?;
        return Ok(Exit::Passed);
    }
    out.say(&format!(
        "Packed {} {}: {}, {}, {} bytes",
        sanitize::line(&course.title),
        course.version,
        text::plural(course.lessons.len(), "lesson"),
        text::plural(packed.files, "file"),
        packed.bytes.len()
    ))?;
    out.say(&format!("  file     {}", out::path(&path)))?;
    out.say(&format!("  SHA-256  {sha256}"))?;
    if course.version == course::NO_VERSION {
        out::note(
            "the course has no `version`, which submissions name. Write `version = \"0.1.0\"` in lessons/course.toml.",
        );
    }
    let held_back = course.lessons.iter().flat_map(|lesson| &lesson.tests);
    if !args.learner && held_back.clone().any(|test| test.held_back) {
        out::note(
            "this pack contains the held-back tests. For learners, make one with `cellmate course pack --learner`.",
        );
    }
    Ok(Exit::Passed)
}
