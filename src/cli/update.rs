//! `cellmate update`: changes the version of a desk's course.

use super::error::Error;
use super::out::Output;
use super::{Exit, Options, init, setup};
use crate::course::{Course, Problems};
use crate::desk::{CourseChange, CourseRecord, Desk, VersionChange};
use crate::engine;
use crate::pack::{CourseOrigin, Packed};
use crate::sanitize;
use serde_json::json;
use std::path::Path;

/// Update your desk to a newer version of its course
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate update                                         from where the course was copied
          cellmate update --course iterators-1.1.0.course.tar.gz
          cellmate update --undo

The update adds new lessons, and replaces each file that you haven't changed with its new starter. It doesn't touch files \
that you have changed, or your progress.")]
pub(super) struct Args {
    /// Undo the last update
    #[arg(long)]
    undo: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let desk = setup::find_desk(options)?.ok_or(Error::NoDesk)?;
    // Keeps other processes from changing the desk meanwhile.
    let _lock = desk.take()?;
    if args.undo {
        let Some(change) = desk.undo_change(|source| engine::read_course(source).0)? else {
            let what = "there is no update to undo";
            return Err(Error::refused(what, "`cellmate update` updates your desk").into());
        };
        return undone(&change, out);
    }
    let (course, change) = change(&desk, options)?;
    if out.is_json() {
        out.json(&json!({ "course": course.id, "change": change }))?;
        return Ok(Exit::Passed);
    }
    let title = sanitize::line(&course.title);
    let VersionChange { from, to } = &change.versions;
    // The desk may come from someone else.
    let from = &sanitize::line(from);
    if change.is_empty() && from == to {
        let state = if change.can_undo {
            "no starter changed"
        } else {
            "your desk is up to date."
        };
        out.say(&format!("{title} {to}: {state}"))?;
    } else if from == to || from.is_empty() {
        out.say(&format!("{title} {to}"))?;
    } else {
        out.say(&format!("{title}: {from} → {to}"))?;
    }
    for line in lines(&change) {
        out.say(&sanitize::line(&line))?;
    }
    if change.can_undo {
        out.say("`cellmate update --undo` undoes this.")?;
    }
    Ok(Exit::Passed)
}

fn change(desk: &Desk, options: &Options) -> anyhow::Result<(Course, CourseChange)> {
    let copied = desk.copied_course()?;
    let given = options.course()?;
    if given.is_none() && copied.is_none() {
        let course = match engine::read_course(&desk.course_source()?) {
            (Some(course), problems) if problems.is_empty() => course,
            (_, problems) => return Err(Error::from(Problems(problems)).into()),
        };
        let change = desk.change_course(&course, None)?;
        return Ok((course, change));
    }
    let origin = match (given, &copied) {
        (Some(given), _) => CourseOrigin::parse(given)?,
        (None, Some((_, record))) => last_origin(record)?,
        (None, None) => return Err(Error::NoDesk.into()),
    };
    let packed = init::fetch(&origin)?;
    check_is_same(desk, copied.as_ref().map(|(id, _)| id), &packed)?;
    let origin = origin.to_string();
    let change = desk.change_course(&packed.course, Some(init::copy_of(&packed, &origin)))?;
    Ok((packed.course, change))
}

fn last_origin(record: &CourseRecord) -> anyhow::Result<CourseOrigin> {
    let Some(origin) = &record.origin else {
        let what = "cellmate does not know where the course of this desk came from";
        return Err(Error::refused(what, "name the new version with --course").into());
    };
    Ok(CourseOrigin::parse(Path::new(origin))?)
}

/// Refuses a course other than the desk's.
fn check_is_same(desk: &Desk, copied: Option<&String>, packed: &Packed) -> anyhow::Result<()> {
    let id = match copied {
        Some(id) => id.clone(),
        None => match engine::read_course(&desk.course_source()?).0 {
            Some(course) => course.id,
            None => return Ok(()),
        },
    };
    if id == packed.course.id {
        return Ok(());
    }
    let what = format!(
        "this desk is for the course `{}`, not for `{}`",
        sanitize::line(&id),
        packed.course.id
    );
    let help = "create a separate desk for it: `cellmate init DIR --course …`";
    Err(Error::refused(what, help).into())
}

/// Returns a line for each kind of change, with the lessons that it is about.
fn lines(change: &CourseChange) -> Vec<String> {
    let mut lines = Vec::new();
    let mut list = |what: &str, ids: &[String], then: &str| {
        if !ids.is_empty() {
            lines.push(format!("  {what}: {}{then}", ids.join(", ")));
        }
    };
    list("new", &change.added, "");
    list("updated", &change.updated, " (you had not changed them)");
    let renamed = change.renamed.iter();
    let renamed: Vec<String> = renamed.map(|(old, new)| format!("{old} → {new}")).collect();
    list("renamed", &renamed, " (with your progress)");
    let reset = change.kept.first().map(|id| {
        format!(" (changed by you; `cellmate reset {id}` replaces it with the new starter and keeps a copy)")
    });
    list("kept", &change.kept, &reset.unwrap_or_default());
    list(
        "removed",
        &change.removed,
        " (cellmate keeps your files and your progress)",
    );
    lines
}

fn undone(change: &CourseChange, out: &mut Output) -> anyhow::Result<Exit> {
    if out.is_json() {
        out.json(&json!({ "change": change }))?;
        return Ok(Exit::Passed);
    }
    let mut lines = vec![format!(
        "cellmate undid the last update: {} → {}",
        change.versions.from, change.versions.to
    )];
    if !change.updated.is_empty() {
        lines.push(format!("  restored: {}", change.updated.join(", ")));
    }
    if !change.kept.is_empty() {
        let kept = change.kept.join(", ");
        lines.push(format!("  kept: {kept} (changed by you since then)"));
    }
    for line in lines {
        out.say(&sanitize::line(&line))?;
    }
    Ok(Exit::Passed)
}
