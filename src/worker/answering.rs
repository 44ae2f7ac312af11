//! Predictions held against what happens, and rustc's own words about a code.

use super::bench::Bench;
use super::grading::seen;
use crate::app::Message;
use crate::course::{Course, Lesson, Prediction};
use crate::desk::{CourseProgress, RecordedPrediction};
use crate::grader::Error;
use crate::process::Cancel;
use crate::verdict::{Commitment, Outcome, PredictionResult};

/// Compiles and runs the program of a prediction, takes the commitment down, and tells both sides.
pub(super) fn foretell(
    bench: &Bench,
    run: u64,
    (id, prediction): (&str, &str),
    said: Commitment,
    cancel: &Cancel,
) {
    let Some(course) = bench.course() else { return };
    let Some(lesson) = course.lesson(id) else {
        return;
    };
    let Some(prediction) = lesson.predictions.iter().find(|p| p.id == prediction) else {
        return;
    };
    match held(bench, &course, lesson, prediction, said, cancel) {
        Err(why) => {
            bench.tell(Message::NotForetold { run, why });
        }
        Ok(None) => {}
        Ok(Some((foresight, progress))) => {
            let looking = foresight.observed.outcome != Outcome::CompileError;
            bench.tell(Message::Foretold {
                run,
                lesson: id.to_owned(),
                foresight: Box::new(foresight),
                progress,
                looking,
            });
            if looking {
                let grader = bench.grader().ok();
                let trace =
                    grader.and_then(|grader| grader.trace_prediction(lesson, prediction, cancel));
                seen(bench, run, id, String::new(), trace, cancel);
            }
        }
    }
}

/// The commitment is taken down before anything is told: what cannot be taken down stays covered.
fn held(
    bench: &Bench,
    course: &Course,
    lesson: &Lesson,
    prediction: &Prediction,
    said: Commitment,
    cancel: &Cancel,
) -> Result<Option<(PredictionResult, CourseProgress)>, String> {
    let desk = bench.desk().ok_or("there is no desk yet")?;
    if bench.is_read_only() {
        return Err(
            "another cellmate has this desk open: nothing can be taken down here".to_owned(),
        );
    }
    let foresight = match bench
        .grader()?
        .predict(course, lesson, prediction, said, cancel)
    {
        Ok(foresight) => foresight,
        Err(Error::Cancelled) => return Ok(None),
        Err(trouble) => return Err(trouble.to_string()),
    };
    let recorded = desk.record(|progress| {
        let lesson = progress.course_mut(&course.id).lesson_mut(&lesson.id);
        let (said, right) = (foresight.predicted.clone(), foresight.right);
        lesson.record_prediction(
            &prediction.id,
            RecordedPrediction {
                commitment: said,
                right,
            },
        );
    });
    let kept = recorded.map_err(|error| error.to_string())?;
    let progress = kept.progress.course(&course.id).clone();
    if let Err(error) =
        desk.reveal_after_predictions(lesson, prediction, progress.lesson(&lesson.id))
    {
        bench.notice(&error.to_string());
    }
    Ok(Some((foresight, progress)))
}

/// Asks rustc about a code.
pub(super) fn explain(bench: &Bench, code: String) {
    let text = match bench.grader() {
        Err(why) => why,
        Ok(grader) => grader
            .explain(&code)
            .unwrap_or_else(|error| error.to_string()),
    };
    bench.tell(Message::Explained { code, text });
}
