//! Runs engine commands for one command of the command line until they end, and stops on Ctrl-C.

use super::Options;
use super::consent::{confined_launcher, launcher_for, untried_launcher};
use super::error::Error;
use super::out::{self, Output};
use super::progress::ProgressLine;
use super::setup::{engine_setup, find_desk};
use crate::course::{Course, Lesson, Problem, Problems};
use crate::desk::{Desk, View};
use crate::engine::{self, Command, DeskUse, Engine, Event, JobId, Model, Notice, Setup};
use crate::grader::{self, Grader};
use crate::process::{Cancel, Launcher};
use crate::report;
use crate::sanitize;
use crate::signals;
use crate::text;
use anyhow::Context as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

const INTERRUPT_POLL_INTERVAL: Duration = Duration::from_millis(100);

const MAX_NOTED_PROBLEMS: usize = 3;

/// Returns a grader, and the flag that Ctrl-C sets.
pub(super) fn interruptible_grader() -> anyhow::Result<(Grader, Cancel)> {
    let cancel = cancel_on_stop()?;
    Ok((Grader::new(Launcher::current()?)?, cancel))
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
    /// Where the learner was, including on the full screen.
    view: View,
    /// Set by Ctrl-C. `None` until the first command, so that Ctrl-C still ends a prompt.
    interrupted: Option<Cancel>,
    progress: ProgressLine,
    /// The first error while recording progress.
    unrecorded: Option<engine::Error>,
}

impl Driver {
    /// Opens the course and the desk that the options select, even if another instance of cellmate has taken the
    /// desk. Nothing is built or run.
    pub(super) fn open(options: &Options, out: &Output) -> anyhow::Result<Self> {
        Self::start(
            engine_setup(options, DeskUse::Shared, |_| untried_launcher())?,
            out,
        )
    }

    /// Opens the course and the desk as [`Self::open`] does, to build and run programs.
    pub(super) fn open_to_run(options: &Options, out: &Output) -> anyhow::Result<Self> {
        Self::start(
            engine_setup(options, DeskUse::Shared, |desk| launcher_for(options, desk))?,
            out,
        )
    }

    /// Opens the course and the desk, and confines what is built and run.
    pub(super) fn open_confined(options: &Options, out: &Output) -> anyhow::Result<Self> {
        let setup = engine_setup(options, DeskUse::Shared, |_| confined_launcher())?;
        Self::start(setup, out)
    }

    /// Opens the course and the desk to grade every save.
    pub(super) fn open_watched(options: &Options, out: &Output) -> anyhow::Result<Self> {
        Self::start(
            engine_setup(options, DeskUse::Watched, |desk| {
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
            view: View::default(),
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
                driver.model.select_lesson(&opened.view.lesson);
                driver.view = opened.view;
            }
        }
        Ok(driver)
    }

    pub(super) fn course(&self) -> Arc<Course> {
        let course = self.model.course();
        Arc::clone(course.expect("opening fails without a course"))
    }

    pub(super) fn desk(&self) -> Result<&Desk, Error> {
        self.desk.as_ref().ok_or(Error::NoDesk)
    }

    /// Opens the lesson with this id, and remembers that the learner is there.
    pub(super) fn open_lesson(
        &mut self,
        given: &str,
        command: &'static str,
    ) -> Result<Lesson, Error> {
        let lesson = self.lesson(given, command)?;
        if self.desk.is_some() && self.view.lesson != lesson.id {
            self.view.lesson.clone_from(&lesson.id);
            // If it cannot be written, the next command continues elsewhere, and nothing else is lost.
            let _ = self.run(Command::RememberView(self.view.clone()));
        }
        Ok(lesson)
    }

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

    /// Opens the lesson with this id, or else the one where the learner continues, if any is left.
    pub(super) fn lesson_or_next(
        &mut self,
        given: Option<&String>,
        command: &'static str,
    ) -> Result<Option<Lesson>, Error> {
        let next = self.model.lesson_to_continue();
        let id = given.cloned().or(next.map(|lesson| lesson.id.clone()));
        id.map(|id| self.open_lesson(&id, command)).transpose()
    }

    /// Opens the lesson with this id, or else the first unfinished one with a file, from where the learner is, or, if
    /// none is left, the next unfinished one.
    pub(super) fn lesson_to_check(
        &mut self,
        given: Option<&String>,
    ) -> Result<Option<Lesson>, Error> {
        let next = self.model.lesson_to_continue();
        let Some(next) = next.filter(|lesson| given.is_none() && !lesson.has_file()) else {
            return self.lesson_or_next(given, "check");
        };
        let Some(with_file) = self.model.next_lesson_with_file() else {
            return self.lesson_or_next(None, "check");
        };
        let (next, with_file) = (next.id.clone(), with_file.id.clone());
        out::note(&format!(
            "{next} comes first, but has no file to grade: `cellmate show {next}` shows what it asks"
        ));
        self.open_lesson(&with_file, "check").map(Some)
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

    /// Records something in addition to what the command does. A failure is only noted.
    pub(super) fn record(&mut self, command: Command) {
        if let Err(error) = self.run(command) {
            out::note(&report::unrecorded(&error.to_string()));
        }
    }

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
            let handled = event.and_then(|event| {
                // A line that is printed now would otherwise be mixed up with the progress.
                self.progress.clear();
                let progress = self.progress.line(&event);
                on_event(&mut self.model, event)?;
                self.progress.update(progress);
                Ok(())
            });
            if let Err(error) = handled {
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
            self.progress.show(&event);
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

/// Notes that cellmate uses a course without the lessons that it cannot read.
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
