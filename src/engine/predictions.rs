//! The jobs about predictions: compile and run the program, record the prediction, and report how the two compare.

use super::shared::{JobHandle, Shared, Unfinished, lesson_of, prediction_of};
use super::{Command, Event, Notice};
use crate::desk::RecordedPrediction;
use crate::verdict::{Outcome, PredictedOutcome};
use std::sync::Arc;

pub(super) fn predict(
    shared: &Arc<Shared>,
    job: &JobHandle,
    id: &str,
    prediction: &str,
    predicted: &PredictedOutcome,
) -> Result<(), Unfinished> {
    let course = shared.course()?;
    // A prediction that cannot be recorded must not reveal anything.
    let desk = shared.writable_desk()?;
    let lesson = lesson_of(&course, id)?;
    let prediction = prediction_of(lesson, prediction)?;
    let active = shared.jobs.begin_grading();
    let result =
        shared
            .grader()?
            .predict(&course, lesson, prediction, predicted.clone(), &job.cancel)?;
    drop(active);
    let recorded = RecordedPrediction {
        predicted: result.predicted.clone(),
        right: result.right,
    };
    let progress = shared.record(&desk, &course, job.id, |progress| {
        let progress = progress.lesson_mut(id);
        progress.record_prediction(&prediction.id, recorded);
    })?;
    let revealed = match desk.reveal_after_predictions(lesson, prediction, progress.lesson(id)) {
        Ok(revealed) => revealed,
        Err(error) => {
            shared.notice(Notice::Failed(error.into()));
            None
        }
    };
    let runs = result.observed.outcome != Outcome::CompileError && course.features.borrows;
    let follow_up = (shared.setup.automatic && runs).then(|| {
        let command = Command::TracePrediction {
            lesson: id.to_owned(),
            prediction: prediction.id.clone(),
        };
        shared.register(command.into())
    });
    shared.emit(Event::PredictionJudged {
        job: job.id,
        lesson: id.to_owned(),
        result: Box::new(result),
        revealed,
    });
    if let Some(trace) = follow_up {
        shared.dispatch(trace);
    }
    Ok(())
}
