//! Traces of runs. They follow a verdict, and never hold up the next one.

use super::shared::{JobHandle, Shared, Unfinished, lesson_of, prediction_of};
use super::{Event, TracedProgram};
use crate::process::Cancel;
use crate::verdict::{Trace, Verdict};

/// Traces a graded text.
pub(super) fn trace(
    shared: &Shared,
    job: &JobHandle,
    id: String,
    text: String,
    verdict: &Verdict,
) -> Result<(), Unfinished> {
    let course = shared.course()?;
    let lesson = lesson_of(&course, &id)?;
    let grader = shared.grader()?;
    let trace = between_gradings(shared, job, |cancel| {
        grader.trace(lesson, &text, verdict, cancel)
    })?;
    report(shared, job, id, TracedProgram::File(text), trace);
    Ok(())
}

/// Traces a text under one schedule.
pub(super) fn replay(
    shared: &Shared,
    job: &JobHandle,
    id: String,
    text: String,
    choices: &[u32],
) -> Result<(), Unfinished> {
    let course = shared.course()?;
    let lesson = lesson_of(&course, &id)?;
    let grader = shared.grader()?;
    let trace = between_gradings(shared, job, |cancel| {
        grader.replay(lesson, &text, choices, cancel)
    })?;
    report(shared, job, id, TracedProgram::File(text), trace);
    Ok(())
}

/// Traces the program of a prediction.
pub(super) fn trace_prediction(
    shared: &Shared,
    job: &JobHandle,
    id: String,
    prediction: &str,
) -> Result<(), Unfinished> {
    let course = shared.course()?;
    let lesson = lesson_of(&course, &id)?;
    let prediction = prediction_of(lesson, prediction)?;
    let grader = shared.grader()?;
    let trace = between_gradings(shared, job, |cancel| {
        grader.trace_prediction(lesson, prediction, cancel)
    })?;
    let program = TracedProgram::Prediction(prediction.id.clone());
    report(shared, job, id, program, trace);
    Ok(())
}

/// Builds what the next trace needs. An error shows when that trace is asked for.
pub(super) fn prepare(shared: &Shared, job: &JobHandle, id: &str) -> Result<(), Unfinished> {
    let course = shared.course()?;
    let lesson = lesson_of(&course, id)?;
    let grader = shared.grader()?;
    between_gradings(shared, job, |cancel| grader.prepare_trace(lesson, cancel))
}

fn between_gradings<T>(
    shared: &Shared,
    job: &JobHandle,
    trace: impl Fn(&Cancel) -> T,
) -> Result<T, Unfinished> {
    let traced = shared.jobs.between_gradings(job.id, &job.cancel, trace);
    traced.ok_or(Unfinished::Cancelled)
}

/// Reports a trace, also if there is nothing to see: a front end waits for it.
fn report(
    shared: &Shared,
    job: &JobHandle,
    lesson: String,
    program: TracedProgram,
    trace: Option<Trace>,
) {
    shared.emit(Event::Traced {
        job: job.id,
        lesson,
        program,
        trace: trace.map(Box::new),
    });
}
