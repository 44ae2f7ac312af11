//! `cellmate watch`: grades every save, and prints the verdicts until Ctrl-C.

use super::check::after_verdict;
use super::driver::{self, Driver};
use super::out::{self, Output};
use super::{Exit, Options, writer};
use crate::course::Problems;
use crate::engine::{Command, Error, Event, GradingStep, JobId, JobKind, Model, TracedProgram};
use crate::report::{self, JsonVerdict};
use crate::sanitize;
use crate::verdict::{Trace, Verdict};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use time::{OffsetDateTime, UtcOffset};

/// Grade your files as you save them, until Ctrl-C
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate watch")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    // The time zone can be read only while there are no other threads.
    let offset = UtcOffset::current_local_offset().ok();
    let mut driver = Driver::open_watched(options, out)?;
    let exercises = driver.desk()?.exercises();
    if !out.is_json() {
        out.say(&format!(
            "Watching {}. cellmate grades a file when you save it. Press Ctrl-C to stop.",
            out::path(&exercises)
        ))?;
    }
    out.finish()?;
    let mut watch = Watch {
        out,
        gradings: BTreeMap::new(),
        reloads: BTreeSet::new(),
        announced: None,
        unprinted: None,
        offset,
    };
    let error = driver.run_forever(|model, event| watch.on_event(model, event));
    watch.print_verdict(&driver.model)?;
    Err(error)
}

struct Watch<'a> {
    out: &'a mut Output,
    /// The lessons that are being graded.
    gradings: BTreeMap<JobId, String>,
    /// The jobs that read the course again.
    reloads: BTreeSet<JobId>,
    /// The lesson that the last printed lines are about.
    announced: Option<String>,
    /// The lesson whose verdict is printed once its run is traced: the reason then has names from the program.
    unprinted: Option<String>,
    offset: Option<UtcOffset>,
}

impl Watch<'_> {
    fn on_event(&mut self, model: &mut Model, event: Event) -> anyhow::Result<()> {
        match event {
            Event::Started { job, command, .. } => {
                if let JobKind::Grading { lesson } = command.kind() {
                    self.gradings.insert(job, lesson.to_owned());
                } else if *command == Command::ReloadCourse {
                    self.reloads.insert(job);
                }
            }
            Event::GradingAdvanced { lesson, step, .. } => match step {
                GradingStep::Compiling => {
                    self.print_verdict(model)?;
                    self.announced = None;
                    self.announce(model, &lesson)?;
                }
                GradingStep::Running
                | GradingStep::Testing { .. }
                | GradingStep::PreparingStd
                | GradingStep::TryingSchedules { .. } => {}
            },
            Event::Graded {
                lesson,
                verdict,
                unrecorded,
                ..
            } => self.graded(model, &lesson, &verdict, unrecorded)?,
            Event::Traced {
                lesson,
                program: TracedProgram::File(text),
                trace: Some(trace),
                ..
            } => self.traced(model, &lesson, &text, &trace)?,
            Event::Finished { job } | Event::Cancelled { job } => {
                self.gradings.remove(&job);
                self.reloads.remove(&job);
            }
            Event::Failed { job, error } => {
                if let Some(lesson) = self.gradings.remove(&job) {
                    self.not_graded(&lesson, &error)?;
                } else if self.reloads.remove(&job) {
                    out::note(&error.to_string());
                }
            }
            Event::Noticed(notice) => driver::note(model, &notice)?,
            Event::CourseReloaded { problems, .. } if !problems.is_empty() => {
                out::note(&Problems(problems).to_string());
            }
            Event::Opened(_)
            | Event::ToolchainChecked(_)
            | Event::CourseReloaded { .. }
            | Event::FilesCompared { .. }
            | Event::FileSaved { .. }
            | Event::FileRead { .. }
            | Event::FileWritten { .. }
            | Event::NotGraded { .. }
            | Event::GradedSoFar { .. }
            | Event::Advised { .. }
            | Event::Traced { .. }
            | Event::PredictionJudged { .. }
            | Event::ProgressRecorded { .. }
            | Event::Explained { .. }
            | Event::DraftKept { .. }
            | Event::DraftDiscarded { .. } => {}
        }
        if !model.is_tracing() {
            self.print_verdict(model)?;
        }
        Ok(self.out.finish()?)
    }

    /// Prints which lesson the next lines are about, unless the last lines were about it too.
    fn announce(&mut self, model: &Model, lesson: &str) -> anyhow::Result<()> {
        if self.out.is_json() || self.announced.as_deref() == Some(lesson) {
            return Ok(());
        }
        self.announced = Some(lesson.to_owned());
        let style = self.out.style;
        if !style.color {
            return Ok(self.out.say(&format!("\nGrading {lesson} …"))?);
        }
        let found = model.course().and_then(|course| course.lesson(lesson));
        let title = found.map_or(lesson, |found| &found.head.title);
        let now = self.offset.map(|offset| {
            let now = OffsetDateTime::now_utc().to_offset(offset);
            format!("{:02}:{:02}", now.hour(), now.minute())
        });
        let rule = writer::rule(style, &now.unwrap_or_default(), title);
        Ok(self.out.say(&format!("\n{rule}"))?)
    }

    fn graded(
        &mut self,
        model: &mut Model,
        id: &str,
        verdict: &Verdict,
        unrecorded: Option<Error>,
    ) -> anyhow::Result<()> {
        self.print_verdict(model)?;
        self.announce(model, id)?;
        model.select_lesson(id);
        if self.out.is_json() {
            self.out.json(&JsonVerdict::new(verdict))?;
        } else {
            self.unprinted = Some(id.to_owned());
        }
        if let Some(error) = unrecorded {
            out::note(&report::unrecorded(&error.to_string()));
        }
        Ok(())
    }

    /// Prints the last verdict with the traced run, and then what to do next, unless that was printed.
    fn print_verdict(&mut self, model: &Model) -> anyhow::Result<()> {
        let Some(id) = self.unprinted.take() else {
            return Ok(());
        };
        let lesson = model.course().and_then(|course| course.lesson(&id));
        if let (Some(lesson), Some(graded)) = (lesson, model.graded(&id)) {
            let style = self.out.style;
            let says = writer::graded(style, lesson, graded, graded.trace.found());
            self.out.say(&says)?;
            self.out.say(&after_verdict(style, model, lesson, true))?;
        }
        Ok(())
    }

    /// Prints a traced run, unless a verdict is printed that shows it.
    fn traced(&mut self, model: &Model, id: &str, text: &str, trace: &Trace) -> anyhow::Result<()> {
        if self.out.is_json() {
            self.announce(model, id)?;
            let trace = report::trace::json(trace);
            return self.out.json(&json!({ "lesson": id, "trace": trace }));
        }
        let lesson = model.course().and_then(|course| course.lesson(id));
        if let Some(lesson) = lesson.filter(|_| self.unprinted.as_deref() != Some(id)) {
            self.announce(model, id)?;
            let graded = model.graded(id).map(|graded| &graded.verdict);
            let style = self.out.style;
            let says = writer::below_a_verdict(style, lesson, graded, (trace, text));
            self.out.say(&says)?;
            self.out.say(&after_verdict(style, model, lesson, true))?;
        }
        Ok(())
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
