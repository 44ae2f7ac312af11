//! `cellmate new`, for instructors: creates the files of a lesson.

use super::error::Error;
use super::out::Output;
use super::{Exit, Options};
use crate::author;
use crate::course::{self, Kind};
use clap::ValueEnum;
use serde_json::json;
use std::path::PathBuf;

/// Create a lesson: write its files, and add it to course.toml
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example: cellmate new refcell/rate_limiter

Then fill in what `cellmate verify --lesson ID` lists, until it finds no more problems.")]
pub(super) struct Args {
    /// The chapter and the id of the lesson
    #[arg(value_name = "CHAPTER/ID")]
    place: String,
    /// What the learner does
    #[arg(long, value_enum, default_value_t = KindOf::Edit)]
    kind: KindOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KindOf {
    /// Change a file until it passes
    Edit,
    /// Predict what a program does
    Predict,
    /// Answer questions
    Choose,
    /// Put lines into order
    Arrange,
}

impl From<KindOf> for Kind {
    fn from(kind: KindOf) -> Self {
        match kind {
            KindOf::Edit => Self::Edit,
            KindOf::Predict => Self::Predict,
            KindOf::Choose => Self::Choose,
            KindOf::Arrange => Self::Arrange,
        }
    }
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let Some((chapter, id)) = args.place.split_once('/') else {
        let what = format!("`{}` is not of the form chapter/id", args.place);
        let help = "name the chapter and the lesson, such as `cellmate new refcell/rate_limiter`";
        return Err(Error::refused(what, help).into());
    };
    let root = root(options)?;
    let created = author::create(&root, chapter, id, args.kind.into())?;
    if out.is_json() {
        out.json(&json!({ "created": created }))?;
        return Ok(Exit::Passed);
    }
    out.say("Created:")?;
    for file in &created {
        out.say(&format!("  {}", file.display()))?;
    }
    out.gap()?;
    out.say(&format!(
        "Fill them in: `cellmate verify --lesson {id}` lists what is still to be written."
    ))?;
    Ok(Exit::Passed)
}

/// Returns the requested course, or the one around the current folder.
pub(super) fn root(options: &Options) -> anyhow::Result<PathBuf> {
    if let Some(folder) = options.course()? {
        return Ok(folder.to_owned());
    }
    let here = std::env::current_dir()?;
    let above = here.ancestors().find(|folder| course::is_course(folder));
    above.map(PathBuf::from).ok_or_else(|| {
        let help = "run this in the folder of a course, pass --course DIR, or create a course with `cellmate course new DIR`";
        Error::refused("no course here", help).into()
    })
}
