//! Asks the user before cellmate runs something from someone else, and chooses a launcher that confines it.
//!
//! A course, or the settings of a desk, may come from someone else. cellmate remembers what the user agreed to in the
//! user's own cache folder.

use super::Options;
use super::error::Error;
use super::out;
use crate::cache::{CacheFolder, hex_hash};
use crate::desk::Desk;
use crate::engine::editor;
use crate::process::Launcher;
use crate::sanitize;
use std::fmt::Debug;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

/// Returns the launcher for a desk. It confines a course that comes from someone else, or from a pack.
pub(super) fn launcher_for(options: &Options, desk: Option<&Desk>) -> anyhow::Result<Launcher> {
    if let Some(pack) = options.course.iter().find(|course| course.is_file()) {
        return confined_or_agreed(pack);
    }
    match desk {
        Some(desk) if desk.confines_course()? => confined_or_agreed(desk.dir()),
        Some(_) | None => Ok(Launcher::current()?),
    }
}

/// Returns a launcher that confines. If this machine cannot confine programs, asks the learner once, for the course at
/// this place, whether to run them anyway.
pub(super) fn confined_or_agreed(place: &Path) -> anyhow::Result<Launcher> {
    let place = std::path::absolute(place)?;
    confined_launcher().or_else(|error| {
        let unconfined = Agreement::new("unconfined", &place);
        if unconfined.is_given() {
            return Ok(Launcher::current()?);
        }
        if !io::stdin().is_terminal() {
            return Err(error);
        }
        write!(
            io::stderr(),
            "note: {error}\nThis course didn't come with cellmate. Run its programs unconfined, with all your permissions? [y/N] "
        )?;
        if !is_yes()? {
            return Err(error);
        }
        unconfined.give();
        Ok(Launcher::current()?)
    })
}

/// Returns a launcher that confines what it starts, after checking that this machine can do that.
pub(super) fn confined_launcher() -> anyhow::Result<Launcher> {
    const HELP: &str = "run cellmate in a Linux container, on kernel 5.13 or later. `cellmate doctor` shows what is missing.";
    let launcher = Launcher::current()?.confined();
    let broken = match launcher.broken_properties() {
        Ok(broken) => broken,
        Err(error) => {
            let what = format!("cannot confine programs on this machine: {error}");
            return Err(Error::refused(what, HELP).into());
        }
    };
    if broken.is_empty() {
        return Ok(launcher);
    }
    let can: Vec<&str> = broken.iter().map(|property| property.forbids()).collect();
    let can = match can.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{}, or {last}", before.join(", ")),
        Some(_) | None => can.concat(),
    };
    let what = format!("on this machine, a confined program could {can}");
    Err(Error::refused(what, HELP).into())
}

/// Returns a launcher for commands that run nothing. It confines, so a program that runs anyway does no harm.
pub(super) fn untried_launcher() -> anyhow::Result<Launcher> {
    Ok(Launcher::current()?.confined())
}

/// Whether the user agrees to the editor that the settings of a desk name. cellmate asks once, because someone else may
/// have written them.
pub(super) fn trusts_editor(desk: &Desk) -> anyhow::Result<bool> {
    let settings = desk.settings().unwrap_or_default();
    let Some(command) = settings.editor.filter(|command| !editor::is_known(command)) else {
        return Ok(true);
    };
    let agreement = Agreement::new("editor", &(desk.dir(), &command));
    if agreement.is_given() {
        return Ok(true);
    }
    let command = sanitize::line(&command);
    if !io::stdin().is_terminal() {
        out::note(&format!(
            "the settings of this desk open files with `{command}`, which cellmate runs only after you agree to it on a terminal"
        ));
        return Ok(false);
    }
    write!(
        io::stderr(),
        "The settings of this desk open your files with `{command}`. Run it? [y/N] "
    )?;
    let agrees = is_yes()?;
    if agrees {
        agreement.give();
    }
    Ok(agrees)
}

/// Something that the user agrees to once. The agreement is kept in the user's own folder, because a desk may come from
/// someone else.
struct Agreement {
    folder: Option<CacheFolder>,
    name: String,
}

impl Agreement {
    fn new(what: &str, about: &impl Debug) -> Self {
        Self {
            folder: CacheFolder::of_user().and_then(|cache| cache.subfolder("agreements")),
            name: hex_hash(&(what, about)),
        }
    }

    fn is_given(&self) -> bool {
        let folder = self.folder.as_ref();
        folder.is_some_and(|folder| folder.read(&self.name).is_some())
    }

    fn give(&self) {
        if let Some(folder) = &self.folder {
            // If it cannot be written, cellmate asks again next time.
            let _ = folder.write(&self.name, b"");
        }
    }
}

fn is_yes() -> io::Result<bool> {
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
