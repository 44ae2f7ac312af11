//! Traces of runs. They follow a verdict, and never hold up the next one.

use super::core::{Core, JobHandle, Unfinished, lesson_of, prediction_of};
use super::{Event, TracedProgram};
use crate::process::Cancel;
use crate::verdict::{Trace, Verdict};

/// Traces a graded text.
pub(super) fn trace(
    core: &Core,
    job: &JobHandle,
    id: String,
    text: String,
    verdict: &Verdict,
) -> Result<(), Unfinished> {
    let course = core.course()?;
    let lesson = lesson_of(&course, &id)?;
    let grader = core.grader()?;
    let trace = between_gradings(core, job, |cancel| {
        grader.trace(lesson, &text, verdict, cancel)
    })?;
    report(core, job, id, TracedProgram::File(text), trace);
    Ok(())
}

/// Traces a text under one schedule.
pub(super) fn replay(
    core: &Core,
    job: &JobHandle,
    id: String,
    text: String,
    choices: &[u32],
) -> Result<(), Unfinished> {
    let course = core.course()?;
    let lesson = lesson_of(&course, &id)?;
    let grader = core.grader()?;
    let trace = between_gradings(core, job, |cancel| {
        grader.replay(lesson, &text, choices, cancel)
    })?;
    report(core, job, id, TracedProgram::File(text), trace);
    Ok(())
}

/// Traces the program of a prediction.
pub(super) fn trace_prediction(
    core: &Core,
    job: &JobHandle,
    id: String,
    prediction: &str,
) -> Result<(), Unfinished> {
    let course = core.course()?;
    let lesson = lesson_of(&course, &id)?;
    let prediction = prediction_of(lesson, prediction)?;
    let grader = core.grader()?;
    let trace = between_gradings(core, job, |cancel| {
        grader.trace_prediction(lesson, prediction, cancel)
    })?;
    let program = TracedProgram::Prediction(prediction.id.clone());
    report(core, job, id, program, trace);
    Ok(())
}

/// Builds what the next trace needs. An error shows when that trace is asked for.
pub(super) fn prepare(core: &Core, job: &JobHandle, id: &str) -> Result<(), Unfinished> {
    let course = core.course()?;
    let lesson = lesson_of(&course, id)?;
    let grader = core.grader()?;
    between_gradings(core, job, |cancel| grader.prepare_trace(lesson, cancel))
}

fn between_gradings<T>(
    core: &Core,
    job: &JobHandle,
    trace: impl Fn(&Cancel) -> T,
) -> Result<T, Unfinished> {
    let traced = core.jobs.between_gradings(job.id, &job.cancel, trace);
    traced.ok_or(Unfinished::Cancelled)
}

/// Reports a trace, also if there is nothing to see: a front end waits for it.
fn report(
    core: &Core,
    job: &JobHandle,
    lesson: String,
    program: TracedProgram,
    trace: Option<Trace>,
) {
    core.emit(Event::Traced {
        job: job.id,
        lesson,
        program,
        trace: trace.map(Box::new),
    });
}
