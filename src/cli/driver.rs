//! Runs engine commands for one cellmate command, and stops on Ctrl-C.

use super::context::CommandContext;
use crate::course::Lesson;
use crate::engine::{Command, Engine, Error, Event, GraderSource, JobId, Setup};
use crate::grader::{self, Grader};
use crate::process::{Cancel, Launcher};
use crate::signals;
use crate::verdict::{Diagnostic, Trace, Verdict};
use anyhow::Context as _;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// How often the driver checks for Ctrl-C while no event arrives.
const INTERRUPT_POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Returns a grader, and the flag that Ctrl-C sets.
pub(super) fn interruptible_grader() -> anyhow::Result<(Grader, Cancel)> {
    let cancel = Cancel::new();
    let cancelled = cancel.clone();
    signals::on_stop(move || cancelled.cancel()).context("cannot listen for Ctrl-C")?;
    Ok((Grader::new(Launcher::current()?)?, cancel))
}

/// A verdict, with the text that it is about.
#[derive(Debug)]
pub(super) struct Graded {
    pub(super) verdict: Verdict,
    pub(super) text: String,
    /// Why the verdict was not recorded.
    pub(super) unrecorded: Option<Error>,
}

/// An engine that runs for one command.
pub(super) struct Driver {
    engine: Engine,
    events: Receiver<Event>,
    interrupted: Cancel,
}

impl Driver {
    /// Starts an engine that grades only on request.
    pub(super) fn start(context: &CommandContext) -> anyhow::Result<Self> {
        Self::with(context, false)
    }

    /// Starts an engine that also grades every save.
    pub(super) fn start_automatic(context: &CommandContext) -> anyhow::Result<Self> {
        Self::with(context, true)
    }

    fn with(context: &CommandContext, automatic: bool) -> anyhow::Result<Self> {
        let (grader, interrupted) = interruptible_grader()?;
        let grader = GraderSource::Given(Arc::new(grader));
        let setup = Setup {
            automatic,
            ..Setup::for_desk(Arc::clone(&context.course), context.desk()?.clone(), grader)
        };
        let (sender, events) = mpsc::channel();
        let sink = move |event| {
            // The receiver is closed once the command has ended.
            let _ = sender.send(event);
        };
        Ok(Self {
            engine: Engine::start(setup, Arc::new(sink)),
            events,
            interrupted,
        })
    }

    /// Runs a command, and passes its events to `on_event` until it has ended.
    pub(super) fn run(
        &self,
        command: Command,
        mut on_event: impl FnMut(Event) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let job = self.engine.send(command);
        loop {
            let event = self.next_event(Some(job))?;
            match event {
                Event::Finished { job: ended } if ended == job => return Ok(()),
                Event::Failed { job: ended, error } if ended == job => return Err(error.into()),
                Event::Cancelled { job: ended } if ended == job => {
                    return Err(grader::Error::Cancelled.into());
                }
                event => on_event(event)?,
            }
        }
    }

    /// Passes events to `on_event` until Ctrl-C or an error, and returns the error.
    pub(super) fn run_forever(
        &self,
        mut on_event: impl FnMut(Event) -> anyhow::Result<()>,
    ) -> anyhow::Error {
        loop {
            let handled = self.next_event(None).and_then(&mut on_event);
            if let Err(error) = handled {
                return error;
            }
        }
    }

    /// Waits for the next event. Ctrl-C cancels the job, whose last event follows; without a job it is an error.
    fn next_event(&self, job: Option<JobId>) -> anyhow::Result<Event> {
        loop {
            if self.interrupted.is_cancelled() {
                match job {
                    Some(job) => self.engine.cancel(job),
                    None => return Err(grader::Error::Cancelled.into()),
                }
            }
            match self.events.recv_timeout(INTERRUPT_POLL_INTERVAL) {
                Ok(event) => return Ok(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(grader::Error::Cancelled.into());
                }
            }
        }
    }

    /// Grades the learner's file of a lesson.
    pub(super) fn grade(&self, lesson: &Lesson) -> anyhow::Result<Graded> {
        let mut graded = None;
        let command = Command::Grade {
            lesson: lesson.id.clone(),
            debounce: false,
        };
        self.run(command, |event| {
            if let Event::Graded {
                text,
                verdict,
                unrecorded,
                ..
            } = event
            {
                graded = Some(Graded {
                    verdict: *verdict,
                    text,
                    unrecorded,
                });
            }
            Ok(())
        })?;
        Ok(graded.expect("a grading that finishes has a verdict"))
    }

    /// Traces the graded text. The verdict does not depend on it, so an error only means that there is no trace.
    pub(super) fn trace(&self, lesson: &Lesson, graded: &Graded) -> Option<Trace> {
        let mut found = None;
        let command = Command::Trace {
            lesson: lesson.id.clone(),
            text: graded.text.clone(),
            verdict: Box::new(graded.verdict.clone()),
        };
        let traced = self.run(command, |event| {
            if let Event::Traced { trace, .. } = event {
                found = trace;
            }
            Ok(())
        });
        traced.ok().and(found).map(|trace| *trace)
    }

    /// Runs clippy on the graded text. An error only means that there is no advice.
    pub(super) fn advice(&self, lesson: &Lesson, graded: &Graded) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let command = Command::Advise {
            lesson: lesson.id.clone(),
            text: graded.text.clone(),
        };
        let advised = self.run(command, |event| {
            if let Event::Advised { advice, .. } = event {
                found = advice;
            }
            Ok(())
        });
        advised.map_or_else(|_| Vec::new(), |()| found)
    }
}
