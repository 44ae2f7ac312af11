//! `cellmate watch`: grades every save, and prints the verdicts until Ctrl-C.

use super::check::{JsonVerdict, next_steps};
use super::context::{self, CommandContext};
use super::driver::Driver;
use super::out::Output;
use super::{Exit, Options, style, writer};
use crate::engine::{Command, Error, Event, GradingStep, JobId, TracedProgram};
use crate::report;
use crate::sanitize;
use crate::verdict::{Trace, Verdict};
use serde_json::json;
use std::collections::BTreeMap;

/// Grade every save, until Ctrl-C
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate watch")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let context = CommandContext::open(options)?;
    let desk = context.desk()?;
    let _session = desk.session()?;
    let driver = Driver::start_automatic(&context)?;
    let mut watch = Watch {
        options,
        context: &context,
        out,
        gradings: BTreeMap::new(),
        announced: None,
    };
    driver.run(Command::Watch, |event| watch.on_event(event))?;
    // From here on, the watcher sees every save.
    watch.print_start(&style::path(&desk.exercises()))?;
    Err(driver.run_forever(|event| watch.on_event(event)))
}

/// Prints the events of the engine.
struct Watch<'a> {
    options: &'a Options,
    context: &'a CommandContext,
    out: &'a mut Output,
    /// The lessons that are being graded.
    gradings: BTreeMap<JobId, String>,
    /// The lesson that the last printed lines are about.
    announced: Option<String>,
}

impl Watch<'_> {
    fn print_start(&mut self, exercises: &str) -> anyhow::Result<()> {
        if !self.out.is_json() {
            self.out.say(&format!(
                "Watching {exercises}. cellmate grades a file when you save it. Press Ctrl-C to stop."
            ))?;
        }
        Ok(self.out.finish()?)
    }

    fn on_event(&mut self, event: Event) -> anyhow::Result<()> {
        match event {
            Event::Started {
                job,
                command: Command::Grade { lesson, .. },
            } => {
                self.gradings.insert(job, lesson);
            }
            Event::GradingAdvanced {
                lesson,
                step: GradingStep::Compiling,
                ..
            } => {
                self.announced = None;
                self.announce(&lesson)?;
            }
            Event::Graded {
                lesson,
                text,
                verdict,
                unrecorded,
                ..
            } => self.graded(&lesson, &text, &verdict, unrecorded)?,
            Event::Traced {
                lesson,
                program: TracedProgram::File(text),
                trace: Some(trace),
                ..
            } => self.traced(&lesson, &text, &trace)?,
            Event::Finished { job } | Event::Cancelled { job } => {
                self.gradings.remove(&job);
            }
            Event::Failed { job, error } => {
                if let Some(lesson) = self.gradings.remove(&job) {
                    self.not_graded(&lesson, &error)?;
                }
            }
            _ => {}
        }
        Ok(self.out.finish()?)
    }

    /// Prints which lesson the next lines are about, unless the last lines were about it too.
    fn announce(&mut self, lesson: &str) -> anyhow::Result<()> {
        if self.out.is_json() || self.announced.as_deref() == Some(lesson) {
            return Ok(());
        }
        self.announced = Some(lesson.to_owned());
        Ok(self.out.say(&format!("\nGrading {lesson} …"))?)
    }

    fn graded(
        &mut self,
        id: &str,
        text: &str,
        verdict: &Verdict,
        unrecorded: Option<Error>,
    ) -> anyhow::Result<()> {
        self.announce(id)?;
        if self.out.is_json() {
            self.out.json(&JsonVerdict::new(verdict))?;
        } else if let Some(lesson) = self.context.course.lesson(id) {
            let blocks = report::verdict(verdict, text);
            self.out.say(&writer::text(self.out.style, &blocks))?;
            let context = CommandContext::open(self.options)?;
            let next = next_steps(self.out, &context, lesson, verdict.passed());
            self.out.say(&next)?;
        }
        if let Some(error) = unrecorded {
            context::note(&report::unrecorded(&error.to_string()));
        }
        Ok(())
    }

    fn traced(&mut self, id: &str, text: &str, trace: &Trace) -> anyhow::Result<()> {
        self.announce(id)?;
        if self.out.is_json() {
            self.out.json(&json!({ "lesson": id, "trace": trace }))
        } else if let Some(lesson) = self.context.course.lesson(id) {
            let file = lesson.exercise_path();
            let blocks = report::trace::below_a_verdict(trace, &file, text);
            let text = writer::below_a_verdict(self.out.style, lesson, &blocks);
            Ok(self.out.say(&text)?)
        } else {
            Ok(())
        }
    }

    fn not_graded(&mut self, lesson: &str, error: &Error) -> anyhow::Result<()> {
        let why = sanitize::text(&error.to_string());
        if self.out.is_json() {
            self.out.json(&json!({ "lesson": lesson, "error": why }))
        } else {
            Ok(self.out.say(&format!("\n✗ {lesson}: {why}"))?)
        }
    }
}
