//! A small course, and what the engine would report about it.

pub(crate) use super::verdicts::*;

use super::driver::Driver;
use cellmate::course::Course;
use cellmate::desk::{CourseProgress, LastVerdict, RecordedPrediction};
use cellmate::engine::{Command, Event, JobId, JobKind, OpenDesk, Opened, TracedProgram};
use cellmate::verdict::{Commitment, PredictionResult, Trace, Verdict};
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

/// What there is to begin with.
pub(crate) fn opened() -> Opened {
    let ids = ["counter", "in_order"].map(str::to_owned);
    Opened {
        course: Some(course()),
        desk: Some(OpenDesk {
            dir: PathBuf::from("/home/ada/cellmate"),
            files: ids.iter().map(|id| (id.clone(), file(id))).collect(),
            editor: Some("vim".to_owned()),
            edits_beside: false,
        }),
        editors: vec!["vim".to_owned(), "nano".to_owned()],
        usual_desk: PathBuf::from("/home/ada/cellmate"),
        home: Some(PathBuf::from("/home/ada")),
        ..Opened::default()
    }
}

/// A front end with everything loaded, at the first lesson.
pub(crate) fn begun(width: u16, height: u16) -> Driver {
    let mut driver = Driver::new(width, height);
    driver.open(opened());
    driver.done();
    driver
}

/// The same after this verdict on the first lesson.
pub(crate) fn judged(width: u16, height: u16, verdict: Verdict) -> Driver {
    let mut driver = begun(width, height);
    report(&mut driver, "counter", verdict);
    driver
}

/// The newest job of a kind that runs.
pub(crate) fn running(driver: &Driver, kind: JobKind<'_>) -> Option<(JobId, Command)> {
    let running = driver.model().running.iter().rev();
    let mut of_kind = running.filter(|(_, command)| command.kind() == kind);
    of_kind.next().map(|(job, command)| (*job, command.clone()))
}

/// The file of a lesson is saved, and its grading starts.
pub(crate) fn save(driver: &mut Driver, lesson: &str) {
    driver.start(Command::Grade {
        lesson: lesson.to_owned(),
        debounce: false,
    });
}

/// The grading that runs comes to this verdict.
pub(crate) fn report(driver: &mut Driver, lesson: &str, verdict: Verdict) {
    let (job, _) = running(driver, JobKind::Grading { lesson }).unwrap();
    let mut progress = driver.model().progress.clone();
    let last = LastVerdict {
        hash: verdict.hash.clone(),
        text_hash: None,
        passed: verdict.passed(),
    };
    progress.lesson_mut(lesson).record_verdict(last, 1);
    let text = source(lesson);
    driver.event(Event::FileRead {
        lesson: lesson.to_owned(),
        text: Ok(text.clone()),
    });
    driver.event(Event::ProgressRecorded { progress });
    driver.event(Event::Graded {
        job,
        lesson: lesson.to_owned(),
        text,
        verdict: Box::new(verdict),
        unrecorded: None,
    });
    driver.event(Event::Finished { job });
}

pub(crate) fn source(lesson: &str) -> String {
    let course = course();
    let lesson = course.lesson(lesson).unwrap();
    lesson.files.starter.clone().unwrap()
}

/// The trace that was asked for comes.
pub(crate) fn show(driver: &mut Driver, trace: Trace) {
    answer_look(driver, Some(trace));
}

/// The same, perhaps with nothing.
pub(crate) fn answer_look(driver: &mut Driver, trace: Option<Trace>) {
    assert!(try_trace(driver, trace));
}

/// The same, if one was asked for.
pub(crate) fn try_trace(driver: &mut Driver, trace: Option<Trace>) -> bool {
    let lesson = driver.model().lesson.clone();
    let kind = JobKind::Tracing { lesson: &lesson };
    let Some((job, Command::Trace { text, .. })) = running(driver, kind) else {
        return false;
    };
    driver.event(Event::Traced {
        job,
        lesson,
        program: TracedProgram::File(text),
        trace: trace.map(Box::new),
    });
    driver.event(Event::Finished { job });
    true
}

/// The prediction that was committed is judged.
pub(crate) fn foretell(driver: &mut Driver, right: bool) {
    let lesson = driver.model().lesson.clone();
    let kind = JobKind::Predicting { lesson: &lesson };
    let Some((
        job,
        Command::Predict {
            prediction,
            commitment,
            ..
        },
    )) = running(driver, kind)
    else {
        panic!("nothing was committed");
    };
    let progress = committed(
        &driver.model().progress,
        &lesson,
        &prediction,
        &commitment,
        right,
    );
    driver.event(Event::ProgressRecorded { progress });
    driver.event(Event::PredictionJudged {
        job,
        lesson,
        result: Box::new(PredictionResult {
            prediction,
            predicted: commitment,
            observed: panicked().observed,
            right,
            error_right: None,
            feedback: None,
        }),
        revealed: None,
    });
    driver.event(Event::Finished { job });
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
