//! A small course, and verdicts and traces as the worker would report them.

pub(crate) use super::verdicts::*;

use super::driver::Driver;
use cellmate::app::{DeskFacts, Effect, Message, Opened};
use cellmate::course::Course;
use cellmate::desk::{CourseProgress, LastVerdict, RecordedPrediction};
use cellmate::verdict::{Commitment, OutcomeKind, PredictionResult, Trace, Verdict};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The course of the other tests: an edit, a prediction, a choice, lines to arrange.
pub(crate) fn course() -> Arc<Course> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/course/good");
    Arc::new(Course::folder(&root).unwrap())
}

pub(crate) fn file(lesson: &str) -> PathBuf {
    PathBuf::from(format!("/home/ada/cellmate/exercises/start/{lesson}.rs"))
}

/// What is reported when all is loaded.
pub(crate) fn opened() -> Opened {
    let ids = ["counter", "in_order"].map(str::to_owned);
    let shown = |id: &String| (id.clone(), format!("~/cellmate/exercises/start/{id}.rs"));
    Opened {
        course: Some(course()),
        desk: Some(DeskFacts {
            dir: "~/cellmate".to_owned(),
            files: ids.iter().map(|id| (id.clone(), file(id))).collect(),
            shown: ids.iter().map(shown).collect(),
            beside: false,
            editor: Some("vim".to_owned()),
        }),
        editors: vec!["vim".to_owned(), "nano".to_owned()],
        usual_desk: "~/cellmate".to_owned(),
        ..Opened::default()
    }
}

/// A screen with everything loaded, at the first lesson.
pub(crate) fn begun(width: u16, height: u16) -> Driver {
    let mut driver = Driver::new(width, height);
    driver.tell(Message::Opened(Box::new(opened())));
    driver.done();
    driver
}

/// A screen on which the first lesson got this verdict.
pub(crate) fn judged(width: u16, height: u16, verdict: Verdict) -> Driver {
    let mut driver = begun(width, height);
    report(&mut driver, "counter", verdict);
    driver
}

/// Reports a verdict for the run that is awaited.
pub(crate) fn report(driver: &mut Driver, lesson: &str, verdict: Verdict) {
    let (run, _) = driver.state.grading[lesson];
    let passed = verdict.passed();
    let mut progress = driver.state.progress.clone();
    let last = LastVerdict {
        hash: verdict.hash.clone(),
        passed,
    };
    progress.lesson_mut(lesson).record_verdict(last, 1);
    let text = source(lesson);
    driver.tell(Message::FileRead {
        lesson: lesson.to_owned(),
        text: Ok(text.clone()),
    });
    driver.tell(Message::Graded {
        run,
        lesson: lesson.to_owned(),
        text,
        verdict: Box::new(verdict),
        looking: false,
        progress: Some(progress),
    });
}

pub(crate) fn source(lesson: &str) -> String {
    let course = course();
    let lesson = course.lesson(lesson).unwrap();
    lesson.files.starter.clone().unwrap()
}

/// Answers the look that was asked for.
pub(crate) fn show(driver: &mut Driver, trace: Trace) {
    answer_look(driver, Some(trace));
}

/// The same, perhaps with nothing.
pub(crate) fn answer_look(driver: &mut Driver, trace: Option<Trace>) {
    let asked = driver
        .done()
        .into_iter()
        .rev()
        .find_map(|effect| match effect {
            Effect::Look {
                run, lesson, text, ..
            } => Some((run, lesson, text)),
            _ => None,
        });
    let (run, lesson, text) = asked.unwrap();
    let trace = trace.map(Box::new);
    driver.tell(Message::Seen {
        run,
        lesson,
        text,
        trace,
    });
}

/// Answers the commitment that was made.
pub(crate) fn foretell(driver: &mut Driver, right: bool) {
    let asked = driver
        .done()
        .into_iter()
        .rev()
        .find_map(|effect| match effect {
            Effect::Foretell {
                run,
                lesson,
                prediction,
                said,
            } => Some((run, lesson, prediction, said)),
            _ => None,
        });
    let (run, lesson, prediction, said) = asked.unwrap();
    let progress = committed(&driver.state.progress, &lesson, &prediction, &said, right);
    driver.tell(Message::Foretold {
        run,
        lesson,
        foresight: Box::new(PredictionResult {
            prediction,
            predicted: said,
            observed: panicked().observed,
            right,
            error_right: None,
            feedback: None,
        }),
        progress,
        looking: false,
    });
}

fn committed(
    before: &CourseProgress,
    lesson: &str,
    prediction: &str,
    said: &Commitment,
    right: bool,
) -> CourseProgress {
    let mut progress = before.clone();
    let said = said.clone();
    progress.lesson_mut(lesson).record_prediction(
        prediction,
        RecordedPrediction {
            commitment: said,
            right,
        },
    );
    progress
}

pub(crate) fn said(outcome: OutcomeKind, line: Option<u32>) -> Commitment {
    Commitment {
        outcome,
        line,
        error: None,
        stdout: None,
    }
}
