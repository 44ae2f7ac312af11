//! `cellmate init`: creates a desk.

use super::driver::{self, Driver};
use super::error::Error;
use super::out::{self, Output};
use super::{Exit, Options, next};
use crate::course::Course;
use crate::desk::{CourseSource, Desk, ManifestUpdate};
use crate::rows::Role;
use serde_json::json;
use std::path::PathBuf;

/// Create a desk: the folder for your files
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate init ~/rust/cellmate")]
pub(super) struct Args {
    /// The folder (default: ~/cellmate)
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let dir = match args.dir.as_ref().or(options.desk.as_ref()) {
        Some(dir) => dir.clone(),
        None => driver::default_desk()?,
    };
    let already = Desk::open(&dir).ok();
    let source = match (options.course()?, &already) {
        (Some(folder), _) => CourseSource::Path(std::path::absolute(folder)?),
        (None, Some(desk)) => desk.settings()?.course,
        (None, None) => CourseSource::Embedded,
    };
    let course = match &source {
        CourseSource::Path(folder) => Course::folder(folder),
        CourseSource::Embedded => Course::embedded(),
    };
    let course = course.map_err(Error::from)?;
    let (desk, update) = Desk::create(&dir, &course)?;
    desk.set(|settings| settings.course = source)?;
    let place = out::path(desk.dir());
    if update.manifest == ManifestUpdate::LeftAlone {
        out::note(&format!(
            "{place}/Cargo.toml is your own, so cellmate does not change it"
        ));
    }
    if out.is_json() {
        out.json(&json!({ "desk": desk.dir(), "added": update.added }))?;
        return Ok(Exit::Passed);
    }
    let place = out.style.paint(Role::Heading, &place);
    out.say(&match already {
        None => format!("Your desk is {place}"),
        Some(_) if update.added.is_empty() => {
            format!("Your desk is {place}. It is up to date.")
        }
        Some(_) => format!("Your desk is {place}. New: {}", update.added.join(", ")),
    })?;
    welcome(&course, &desk, options, out)
}

/// Prints what is on the desk, and what to do first.
fn welcome(
    course: &Course,
    desk: &Desk,
    options: &Options,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let files = course.lessons.iter().filter(|lesson| lesson.has_file());
    let files = crate::text::plural(files.count(), "file");
    out.gap()?;
    out.say(&format!(
        "  exercises/    {files} to work on, with any editor"
    ))?;
    out.say("  Cargo.toml    so that rust-analyzer and cargo work there")?;
    out.say("  .cellmate/    your progress")?;
    out.gap()?;
    let on_desk = Options {
        desk: Some(desk.dir().to_owned()),
        course: Vec::new(),
        ..*options
    };
    let driver = Driver::open(&on_desk, out)?;
    out.say(&next::lesson(out.style, &driver.model))?;
    Ok(Exit::Passed)
}
