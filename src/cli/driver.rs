//! Opens the course and the desk for one command, runs engine commands until they end, and stops on Ctrl-C.

use super::Options;
use super::error::Error;
use super::out::{self, Output};
use super::progress::ProgressLine;
use crate::cache::{CacheFolder, hex_hash};
use crate::course::{Course, Lesson, Problem, Problems};
use crate::desk::{CourseSource, Desk, DeskError};
use crate::engine::{
    self, Command, DeskUse, Engine, Event, GraderSource, JobId, Model, Notice, Setup, editor,
};
use crate::grader::{self, Grader};
use crate::process::{Cancel, Launcher};
use crate::report;
use crate::sanitize;
use crate::signals;
use crate::text;
use anyhow::Context as _;
use std::cmp::Reverse;
use std::fmt::Debug;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// How often the driver checks for Ctrl-C while no event arrives.
const INTERRUPT_POLL_INTERVAL: Duration = Duration::from_millis(100);

/// How many problems of a course are named in a note.
const MAX_NOTED_PROBLEMS: usize = 3;

/// Returns a grader, and the flag that Ctrl-C sets.
pub(super) fn interruptible_grader() -> anyhow::Result<(Grader, Cancel)> {
    let cancel = cancel_on_stop()?;
    Ok((Grader::new(Launcher::current()?)?, cancel))
}

/// Returns the courses that the options name, the newest version first, or that of the desk around this folder, or the one
/// in the binary.
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

/// Returns a launcher that confines what it starts, after trying that this machine can do that.
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
    let what = format!(
        "on this machine, a confined program could {}",
        can.join(", ")
    );
    Err(Error::refused(what, HELP).into())
}

/// Returns a launcher for commands that run nothing. It confines, so a program that runs all the same does no harm.
fn untried_launcher() -> anyhow::Result<Launcher> {
    Ok(Launcher::current()?.confined())
}

/// Returns the launcher for a desk: it confines a course that somebody gave to the learner, and one in a pack.
pub(super) fn launcher_for(options: &Options, desk: Option<&Desk>) -> anyhow::Result<Launcher> {
    if let Some(pack) = options.course.iter().find(|course| course.is_file()) {
        return confined_or_agreed(pack);
    }
    match desk {
        Some(desk) if desk.has_given_course()? => confined_or_agreed(desk.dir()),
        Some(_) | None => Ok(Launcher::current()?),
    }
}

/// Returns a launcher that confines. Where nothing can be confined, the learner is asked once, for the course at this
/// place, whether to run its programs all the same.
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

/// Returns the grader for the lessons of a desk, and the flag that Ctrl-C sets.
pub(super) fn desk_grader(options: &Options) -> anyhow::Result<(Grader, Cancel)> {
    let launcher = launcher_for(options, find_desk(options)?.as_ref())?;
    Ok((Grader::new(launcher)?, cancel_on_stop()?))
}

pub(super) fn cancel_on_stop() -> anyhow::Result<Cancel> {
    let cancel = Cancel::new();
    let cancelled = cancel.clone();
    signals::on_stop(move || cancelled.cancel()).context("cannot listen for Ctrl-C")?;
    Ok(cancel)
}

/// An engine that runs for one command, and what its events have reported.
pub(super) struct Driver {
    engine: Engine,
    events: Receiver<Event>,
    /// The course, the progress, and the verdicts of this command.
    pub(super) model: Model,
    desk: Option<Desk>,
    /// Set by Ctrl-C. Listens from the first command on, so that Ctrl-C ends a prompt.
    interrupted: Option<Cancel>,
    progress: ProgressLine,
    /// The first error of recording progress.
    unrecorded: Option<engine::Error>,
}

impl Driver {
    /// Opens the course and the desk that the options select, even if another cellmate has taken the desk. Nothing is
    /// built or run.
    pub(super) fn open(options: &Options, out: &Output) -> anyhow::Result<Self> {
        Self::start(
            setup(options, DeskUse::Shared, |_| untried_launcher())?,
            out,
        )
    }

    /// Opens them to build and run programs.
    pub(super) fn open_to_run(options: &Options, out: &Output) -> anyhow::Result<Self> {
        Self::start(
            setup(options, DeskUse::Shared, |desk| launcher_for(options, desk))?,
            out,
        )
    }

    /// Opens them, and confines what is built and run.
    pub(super) fn open_confined(options: &Options, out: &Output) -> anyhow::Result<Self> {
        let setup = setup(options, DeskUse::Shared, |_| confined_launcher())?;
        Self::start(setup, out)
    }

    /// Opens them to grade every save.
    pub(super) fn open_watched(options: &Options, out: &Output) -> anyhow::Result<Self> {
        Self::start(
            setup(options, DeskUse::Watched, |desk| {
                launcher_for(options, desk)
            })?,
            out,
        )
    }

    fn start(setup: Setup, out: &Output) -> anyhow::Result<Self> {
        let desk = setup.desk.clone();
        let (sender, events) = mpsc::channel();
        let sink = move |event| {
            // The receiver is closed once the command has ended.
            let _ = sender.send(event);
        };
        let mut driver = Self {
            engine: Engine::start(setup, Arc::new(sink)),
            events,
            model: Model::default(),
            desk,
            interrupted: None,
            progress: ProgressLine::new(out),
            unrecorded: None,
        };
        for event in driver.run_to_end(Command::Open)? {
            if let Event::Noticed(notice) = &event {
                note(&driver.model, notice)?;
            }
            if let Event::Opened(opened) = event {
                if opened.course.is_none() {
                    return Err(Error::from(Problems(opened.problems)).into());
                }
                note_problems(&opened.problems);
                if !opened.added.is_empty() {
                    out::note(&format!("new on your desk: {}", opened.added.join(", ")));
                }
                for notice in &opened.notices {
                    note(&driver.model, notice)?;
                }
            }
        }
        Ok(driver)
    }

    /// Returns the course.
    pub(super) fn course(&self) -> Arc<Course> {
        let course = self.model.course();
        Arc::clone(course.expect("opening fails without a course"))
    }

    /// Returns the desk, or an error if there is none.
    pub(super) fn desk(&self) -> Result<&Desk, Error> {
        self.desk.as_ref().ok_or(Error::NoDesk)
    }

    /// Opens the lesson with this id.
    pub(super) fn lesson(&mut self, given: &str, command: &'static str) -> Result<Lesson, Error> {
        let course = self.course();
        if let Some(lesson) = course.lesson(given) {
            self.model.select_lesson(&lesson.id);
            return Ok(lesson.clone());
        }
        let stem = Path::new(given).file_stem().and_then(|stem| stem.to_str());
        let named = stem.and_then(|stem| course.lesson(stem));
        if let (Some(lesson), Some(desk)) = (named, &self.desk) {
            return Err(Error::FileForLesson {
                command,
                id: lesson.id.clone(),
                file: desk.exercise(lesson),
            });
        }
        let problems = self.model.problems().iter();
        let own = |problem: &&Problem| problem.is_about(given);
        let own: Vec<Problem> = problems.filter(own).cloned().collect();
        if !own.is_empty() {
            return Err(Error::BrokenLesson(given.to_owned(), Problems(own)));
        }
        let mut removed = self.model.removed_lessons().iter();
        if let Some(removed) = removed.find(|lesson| lesson.id == given) {
            return Err(Error::RemovedLesson {
                id: sanitize::line(&removed.id),
                file: removed.file.clone(),
            });
        }
        let near = named.or_else(|| course.nearest(given));
        Err(Error::UnknownLesson {
            given: given.to_owned(),
            near: near.map(|lesson| lesson.id.clone()),
        })
    }

    /// Opens the lesson with this id, or else the next unfinished one, if any.
    pub(super) fn lesson_or_next(
        &mut self,
        given: Option<&String>,
        command: &'static str,
    ) -> Result<Option<Lesson>, Error> {
        let next = self.model.next_lesson().map(|lesson| lesson.id.clone());
        let id = given.cloned().or(next);
        id.map(|id| self.lesson(&id, command)).transpose()
    }

    /// Runs a command to its end, and returns its events.
    pub(super) fn run(&mut self, command: Command) -> anyhow::Result<Vec<Event>> {
        self.listen()?;
        self.run_to_end(command)
    }

    /// Runs a command that only adds to the result of another. Its errors are ignored; Ctrl-C is not.
    pub(super) fn run_extra(&mut self, command: Command) -> anyhow::Result<Vec<Event>> {
        let events = self.run(command);
        if self.is_interrupted() {
            return Err(grader::Error::Cancelled.into());
        }
        Ok(events.unwrap_or_default())
    }

    /// Records something beside the command. A failure is only noted.
    pub(super) fn record(&mut self, command: Command) {
        if let Err(error) = self.run(command) {
            out::note(&report::unrecorded(&error.to_string()));
        }
    }

    /// Prints a note if a verdict could not be recorded.
    pub(super) fn note_unrecorded(&self) {
        if let Some(error) = &self.unrecorded {
            out::note(&report::unrecorded(&error.to_string()));
        }
    }

    /// Passes events to `on_event` until Ctrl-C or an error, and returns the error.
    pub(super) fn run_forever(
        &mut self,
        mut on_event: impl FnMut(&mut Model, Event) -> anyhow::Result<()>,
    ) -> anyhow::Error {
        loop {
            let event = self.listen().and_then(|()| self.next_event(None));
            if let Err(error) = event.and_then(|event| on_event(&mut self.model, event)) {
                return error;
            }
        }
    }

    fn listen(&mut self) -> anyhow::Result<()> {
        if self.interrupted.is_none() {
            self.interrupted = Some(cancel_on_stop()?);
        }
        Ok(())
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.as_ref().is_some_and(Cancel::is_cancelled)
    }

    fn run_to_end(&mut self, command: Command) -> anyhow::Result<Vec<Event>> {
        let job = self.engine.send(self.model.send(command));
        let mut events = Vec::new();
        let end = loop {
            let event = self.next_event(Some(job))?;
            if let Event::Finished { job: ended } = &event
                && *ended == job
            {
                break Ok(events);
            }
            if let Event::Failed { job: ended, error } = &event
                && *ended == job
            {
                break Err(error.clone().into());
            }
            if let Event::Cancelled { job: ended } = &event
                && *ended == job
            {
                break Err(grader::Error::Cancelled.into());
            }
            events.push(event);
        };
        self.progress.clear();
        end
    }

    /// Waits for the next event. Ctrl-C cancels the job, whose last event follows; without a job it is an error.
    fn next_event(&mut self, job: Option<JobId>) -> anyhow::Result<Event> {
        loop {
            if self.is_interrupted() {
                match job {
                    Some(job) => self.engine.cancel(job),
                    None => return Err(grader::Error::Cancelled.into()),
                }
            }
            match self.events.recv_timeout(INTERRUPT_POLL_INTERVAL) {
                Ok(event) => {
                    self.model.apply(&event);
                    self.progress.show(&event);
                    if let Event::Graded {
                        unrecorded: Some(error),
                        ..
                    } = &event
                    {
                        self.unrecorded.get_or_insert_with(|| error.clone());
                    }
                    return Ok(event);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(grader::Error::Cancelled.into());
                }
            }
        }
    }
}

/// Says that a course is used without what is wrong with it.
fn note_problems(problems: &[Problem]) {
    if problems.is_empty() {
        return;
    }
    let mut note = format!(
        "cellmate leaves out the lessons that it cannot read: the course has {}\n",
        text::plural(problems.len(), "problem")
    );
    for problem in problems.iter().take(MAX_NOTED_PROBLEMS) {
        note += &format!("  {}\n", problem.title());
    }
    if problems.len() > MAX_NOTED_PROBLEMS {
        note += "  …\n";
    }
    note += "help: `cellmate verify` shows all of them, and what to do";
    out::note(&note);
}

/// Prints a notice, or returns it if it is an error.
pub(super) fn note(model: &Model, notice: &Notice) -> anyhow::Result<()> {
    if let Notice::Failed(error) = notice {
        return Err(error.clone().into());
    }
    out::note(&report::notice(notice, model.home()));
    Ok(())
}

/// Returns what an engine begins with, as the options select it, and with the launcher for the desk.
fn setup(
    options: &Options,
    desk_use: DeskUse,
    launcher: impl FnOnce(Option<&Desk>) -> anyhow::Result<Launcher>,
) -> anyhow::Result<Setup> {
    let desk = find_desk(options)?;
    let launcher = launcher(desk.as_ref())?;
    setup_of(options, desk, desk_use, launcher)
}

/// Returns where the requested course is, or that of the desk, or the one in the binary.
fn source_of(options: &Options, desk: Option<&Desk>) -> anyhow::Result<CourseSource> {
    Ok(match (options.course()?, desk) {
        (Some(folder), _) => CourseSource::Path(folder.to_owned()),
        (None, Some(desk)) => desk.course_source()?,
        (None, None) => CourseSource::Embedded,
    })
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
        editor_beside: None,
        trusts_editor: false,
        grader: GraderSource::Toolchain(launcher),
        automatic: desk_use == DeskUse::Watched,
        desk_use,
        debounce: engine::GRADE_DEBOUNCE,
        cwd: std::env::current_dir().ok(),
    })
}

/// Returns what the first start or an existing desk begins with. A folder that was requested and is empty or missing is where
/// the first start will make the desk.
pub(super) fn course_setup(options: &Options) -> anyhow::Result<Setup> {
    let new_desk = options.desk.clone().filter(|dir| {
        let mut entries = std::fs::read_dir(dir).into_iter().flatten();
        !dir.is_file() && entries.next().is_none()
    });
    let mut setup = match &new_desk {
        Some(_) => setup_of(options, None, DeskUse::Watched, Launcher::current()?)?,
        None => setup(options, DeskUse::Watched, |desk| {
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

/// Whether the user agrees to the editor that the settings of a desk name. It is asked once: somebody else may have written
/// them.
fn trusts_editor(desk: &Desk) -> anyhow::Result<bool> {
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
            "the settings of this desk open files with `{command}`, which cellmate does not run before you agree to it on a terminal"
        ));
        return Ok(false);
    }
    write!(
        io::stderr(),
        "The settings of this desk open your files with `{command}`. Run that? [y/N] "
    )?;
    let agrees = is_yes()?;
    if agrees {
        agreement.give();
    }
    Ok(agrees)
}

/// What a user has agreed to once. It is kept in the user's own folder: a desk may come from somebody else.
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
            // If it cannot be written, it is asked again.
            let _ = folder.write(&self.name, b"");
        }
    }
}

fn is_yes() -> io::Result<bool> {
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

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

/// Returns the default place for a desk: `~/cellmate`, or `~/cellmate-desk` if the former is a clone of this repository.
pub(super) fn default_desk() -> Result<PathBuf, Error> {
    let home = etcetera::home_dir().map_err(|_| Error::NoHome)?;
    let is_clone = home.join("cellmate/lessons/course.toml").is_file();
    Ok(home.join(if is_clone {
        "cellmate-desk"
    } else {
        "cellmate"
    }))
}
