//! The jobs that trace runs. They follow a verdict, and never delay the next one.

use super::shared::{JobHandle, Shared, Unfinished, lesson_of, prediction_of};
use super::{Event, GradingBackend, GradingStep, TracedProgram};
use crate::course::Lesson;
use crate::grader;
use crate::process::Cancel;
use crate::verdict::{Trace, Verdict};

pub(super) fn trace(
    shared: &Shared,
    job: &JobHandle,
    id: &str,
    text: &str,
    verdict: &Verdict,
) -> Result<(), Unfinished> {
    let trace = between_gradings(shared, job, id, |grader, lesson, cancel| {
        grader.trace(lesson, text, verdict, cancel)
    })?;
    report(shared, job, id, TracedProgram::File(text.to_owned()), trace);
    Ok(())
}

pub(super) fn replay(
    shared: &Shared,
    job: &JobHandle,
    id: &str,
    text: &str,
    choices: &[u32],
) -> Result<(), Unfinished> {
    let trace = between_gradings(shared, job, id, |grader, lesson, cancel| {
        grader.replay(lesson, text, choices, cancel)
    })?;
    report(shared, job, id, TracedProgram::File(text.to_owned()), trace);
    Ok(())
}

pub(super) fn trace_prediction(
    shared: &Shared,
    job: &JobHandle,
    id: &str,
    prediction: &str,
) -> Result<(), Unfinished> {
    let course = shared.course()?;
    let program = prediction_of(lesson_of(&course, id)?, prediction)?;
    let trace = between_gradings(shared, job, id, |grader, lesson, cancel| {
        grader.trace_prediction(lesson, program, cancel)
    })?;
    let program = TracedProgram::Prediction(prediction.to_owned());
    report(shared, job, id, program, trace);
    Ok(())
}

/// Builds what the next trace needs. Ignores errors, because that trace runs into them again.
pub(super) fn prepare(shared: &Shared, job: &JobHandle, id: &str) -> Result<(), Unfinished> {
    between_gradings(shared, job, id, |grader, lesson, cancel| {
        grader.prepare_trace(lesson, cancel);
        Ok(())
    })
}

/// Does something under glass while nothing is graded.
fn between_gradings<T>(
    shared: &Shared,
    job: &JobHandle,
    id: &str,
    trace: impl Fn(&dyn GradingBackend, &Lesson, &Cancel) -> Result<T, grader::Error>,
) -> Result<T, Unfinished> {
    let course = shared.course()?;
    let lesson = lesson_of(&course, id)?;
    let grader = shared.grader()?;
    let traced = shared.jobs.between_gradings(job.id, &job.cancel, |cancel| {
        if !grader.is_trace_prepared(lesson) {
            shared.emit(Event::GradingAdvanced {
                job: job.id,
                lesson: id.to_owned(),
                step: GradingStep::PreparingStd,
            });
        }
        trace(grader, lesson, cancel)
    });
    Ok(traced.ok_or(Unfinished::Cancelled)??)
}

/// Reports a trace, even if there is nothing to see, because a front end waits for it.
fn report(
    shared: &Shared,
    job: &JobHandle,
    lesson: &str,
    program: TracedProgram,
    trace: Option<Trace>,
) {
    shared.emit(Event::Traced {
        job: job.id,
        lesson: lesson.to_owned(),
        program,
        trace: trace.map(Box::new),
    });
}
