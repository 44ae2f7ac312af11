//! `cellmate init`: creates a desk.

use super::consent::confined_launcher;
use super::driver::Driver;
use super::error::Error;
use super::out::{self, Output};
use super::setup::default_desk;
use super::{Exit, Options, next};
use crate::course::Course;
use crate::desk::{CourseCopy, CourseSource, Desk, ManifestUpdate, Update};
use crate::engine;
use crate::pack::{CourseOrigin, Packed};
use crate::rows::Role;
use crate::sanitize;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Create a desk: the folder for your files
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate init ~/rust/cellmate
          cellmate init desk --course iterators-1.0.0.course.tar.gz
          cellmate init desk --course https://example.org/iterators.git#v1

With --course, cellmate copies a course into the desk: a folder, a file from `cellmate course pack`, or a git repository, \
optionally with a tag. `cellmate update` updates it to a newer version.")]
pub(super) struct Args {
    /// The folder (default: ~/cellmate)
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let dir = match args.dir.as_ref().or(options.desk.as_ref()) {
        Some(dir) => dir.clone(),
        None => default_desk()?,
    };
    let already = Desk::open(&dir).ok();
    if let Some(desk) = &already {
        desk.complete_change()?;
    }
    let origin = options.course()?.map(CourseOrigin::parse).transpose()?;
    let packed = origin.as_ref().map(fetch).transpose()?;
    let (desk, update, course) = match (&origin, &packed) {
        (Some(origin), Some(packed)) => {
            if let Some(desk) = &already {
                check_has_no_other(desk, packed)?;
            }
            let origin = origin.to_string();
            let (desk, update) =
                Desk::create_with_copy(&dir, &packed.course, copy_of(packed, &origin))?;
            (desk, update, packed.course.clone())
        }
        _ => complete(&dir, already.as_ref())?,
    };
    let place = out::path(desk.dir());
    if update.manifest == ManifestUpdate::LeftAlone {
        out::note(&format!(
            "{place}/Cargo.toml is your own, so cellmate does not change it"
        ));
    }
    if out.is_json() {
        let mut body = json!({ "desk": desk.dir(), "added": update.added });
        if let Some(packed) = &packed {
            body["course"] = json!({
                "id": course.id, "version": course.version, "sha256": packed.sha256,
            });
        }
        out.json(&body)?;
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
    if let (Some(origin), Some(packed)) = (&origin, &packed) {
        out.say(&format!(
            "Its course is {} {}, copied from {origin}\nSHA-256 {}",
            sanitize::line(&course.title),
            course.version,
            packed.sha256
        ))?;
        note_foreign_programs();
    }
    welcome(&course, &desk, options, out)
}

/// Fetches a course from elsewhere. It must not have the id of the course in the binary: otherwise, it would share that
/// course's progress.
pub(super) fn fetch(origin: &CourseOrigin) -> anyhow::Result<Packed> {
    let packed = origin.fetch()?;
    let own = Course::embedded().map_err(Error::from)?;
    if packed.course.id == own.id {
        let what = format!(
            "this course has the same id as cellmate's own course: `{}`",
            own.id
        );
        let help =
            "change `id` in its lessons/course.toml, or use `cellmate init` without --course";
        return Err(Error::refused(what, help).into());
    }
    Ok(packed)
}

pub(super) fn copy_of<'a>(packed: &'a Packed, origin: &'a str) -> CourseCopy<'a> {
    CourseCopy {
        bytes: &packed.bytes,
        sha256: &packed.sha256,
        origin,
    }
}

/// Refuses a desk that has another course, or another version.
fn check_has_no_other(desk: &Desk, packed: &Packed) -> anyhow::Result<()> {
    let course = &packed.course;
    match desk.course_record(&course.id) {
        Some(record) if record.sha256.as_ref() == Some(&packed.sha256) => Ok(()),
        Some(record) => {
            let what = format!("this desk already has {} {}", record.title, record.version);
            let help = "run `cellmate update --course …` to change its version";
            Err(Error::refused(what, help).into())
        }
        None if desk.is_empty() => Ok(()),
        None => {
            let what = "this desk belongs to another course";
            let help = "name a new folder: `cellmate init DIR --course …`";
            Err(Error::refused(what, help).into())
        }
    }
}

/// Creates a desk for the course in the binary, or completes an existing desk for its own course.
fn complete(dir: &Path, already: Option<&Desk>) -> anyhow::Result<(Desk, Update, Course)> {
    let source = match already {
        Some(desk) => desk.course_source()?,
        None => CourseSource::Embedded,
    };
    let course = match engine::read_course(&source) {
        (Some(course), problems) if problems.is_empty() => course,
        (_, problems) => return Err(Error::from(crate::course::Problems(problems)).into()),
    };
    let (desk, update) = Desk::create(dir, &course)?;
    Ok((desk, update, course))
}

/// Prints a note that a course from elsewhere contains programs that someone else wrote, and whether cellmate confines them.
fn note_foreign_programs() {
    let confined = confined_launcher().is_ok();
    let then = if confined {
        "cellmate confines them: they cannot read your files or use the network"
    } else {
        "cellmate cannot confine them on this machine, and asks you before it runs them"
    };
    out::note(&format!(
        "the exercises and tests of this course are programs that someone else wrote. {then}."
    ));
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
    let next = driver.model.lesson_to_continue();
    out.say(&next::lesson(out.style, &driver.model, next))?;
    Ok(Exit::Passed)
}
