//! Finds the course and the desk that the options select.

use super::Options;
use super::consent::{launcher_for, trusts_editor};
use super::error::Error;
use super::out;
use crate::course::{Course, Problems};
use crate::desk::{CourseSource, Desk, DeskError};
use crate::engine::{self, DeskUse, GraderSource, Setup};
use crate::process::Launcher;
use std::cmp::Reverse;
use std::path::PathBuf;

/// Finds the requested desk, or else the nearest one in or above the current folder, or else `~/cellmate`.
pub(super) fn find_desk(options: &Options) -> Result<Option<Desk>, DeskError> {
    let desk = if let Some(dir) = &options.desk {
        Some(Desk::open(dir)?)
    } else {
        let above = std::env::current_dir()
            .ok()
            .and_then(|dir| Desk::find(&dir));
        above.or_else(|| Desk::open(&default_desk().ok()?).ok())
    };
    if let Some(desk) = &desk
        && let Err(error) = desk.complete_change()
    {
        out::note(&format!("an update of the course is incomplete: {error}"));
    }
    Ok(desk)
}

/// Returns the default place for a desk: `~/cellmate`, or `~/cellmate-desk` if `~/cellmate` is itself a course, such as
/// a clone of this repository.
pub(super) fn default_desk() -> Result<PathBuf, Error> {
    let home = etcetera::home_dir().map_err(|_| Error::NoHome)?;
    let is_clone = home.join("cellmate/lessons/course.toml").is_file();
    Ok(home.join(if is_clone {
        "cellmate-desk"
    } else {
        "cellmate"
    }))
}

/// Returns the source of the requested course, or else of the desk's, or else of the one in the binary.
fn source_of(options: &Options, desk: Option<&Desk>) -> anyhow::Result<CourseSource> {
    Ok(match (options.course()?, desk) {
        (Some(folder), _) => CourseSource::Path(folder.to_owned()),
        (None, Some(desk)) => desk.course_source()?,
        (None, None) => CourseSource::Embedded,
    })
}

/// Returns the courses that the options name, the newest version first; without any, the desk's course, or else the one in
/// the binary.
pub(super) fn courses_of(options: &Options) -> anyhow::Result<Vec<Course>> {
    let sources = match &options.course[..] {
        [] => vec![source_of(options, find_desk(options)?.as_ref())?],
        given => given.iter().cloned().map(CourseSource::Path).collect(),
    };
    let read = |source: &CourseSource| match engine::read_course(source) {
        (Some(course), problems) if problems.is_empty() => Ok(course),
        (_, problems) => Err(Error::from(Problems(problems))),
    };
    let mut courses = sources.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    courses.sort_by_key(|course| Reverse(course.version_numbers()));
    for pair in courses.windows(2) {
        if pair[0].id != pair[1].id || pair[0].version == pair[1].version {
            let what = "`--course` names two courses, or the same version twice";
            return Err(Error::refused(what, "pass each version of one course once").into());
        }
    }
    Ok(courses)
}

/// Returns the engine's setup that the options select, with the launcher for the desk.
pub(super) fn engine_setup(
    options: &Options,
    desk_use: DeskUse,
    launcher: impl FnOnce(Option<&Desk>) -> anyhow::Result<Launcher>,
) -> anyhow::Result<Setup> {
    let desk = find_desk(options)?;
    let launcher = launcher(desk.as_ref())?;
    setup_of(options, desk, desk_use, launcher)
}

/// Returns the setup for the first start, or for an existing desk. If the requested folder is empty or missing, the
/// first start creates the desk there.
pub(super) fn course_setup(options: &Options) -> anyhow::Result<Setup> {
    let new_desk = options.desk.clone().filter(|dir| {
        let mut entries = std::fs::read_dir(dir).into_iter().flatten();
        !dir.is_file() && entries.next().is_none()
    });
    let mut setup = match &new_desk {
        Some(_) => setup_of(options, None, DeskUse::Watched, Launcher::current()?)?,
        None => engine_setup(options, DeskUse::Watched, |desk| {
            launcher_for(options, desk)
        })?,
    };
    if let Some(desk) = &setup.desk {
        setup.trusts_editor = trusts_editor(desk)?;
    }
    setup.usual_desk = match new_desk {
        Some(dir) => std::path::absolute(&dir).unwrap_or(dir),
        None => default_desk()?,
    };
    Ok(setup)
}

fn setup_of(
    options: &Options,
    desk: Option<Desk>,
    desk_use: DeskUse,
    launcher: Launcher,
) -> anyhow::Result<Setup> {
    Ok(Setup {
        source: source_of(options, desk.as_ref())?,
        desk,
        usual_desk: PathBuf::new(),
        home: etcetera::home_dir().ok(),
        editor_outside: None,
        trusts_editor: false,
        grader: GraderSource::Toolchain(launcher),
        automatic: desk_use == DeskUse::Watched,
        desk_use,
        debounce: engine::GRADE_DEBOUNCE,
        cwd: std::env::current_dir().ok(),
    })
}
