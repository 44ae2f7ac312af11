//! What the worker asks of a grader: the real one compiles and runs, tests bring one that answers by itself.

use crate::course::{self, Course, Lesson, Prediction};
use crate::glass::{Analysis, Glass, Subject};
use crate::grader::{self, Error, Grader};
use crate::process::{self, Cancel, Launcher};
use crate::verdict::{Commitment, PredictionResult, Trace, Verdict};
use std::fmt::Debug;
use std::sync::Arc;

/// Where the worker's grader comes from.
#[derive(Clone, Debug)]
pub enum GraderSource {
    /// The toolchain of this machine, found when it is first needed; this binary launches programs.
    Toolchain(Launcher),
    /// This one.
    Given(Arc<dyn Grading>),
}

impl GraderSource {
    pub(super) fn open(&self) -> Result<Arc<dyn Grading>, String> {
        match self {
            Self::Toolchain(launcher) => match Grader::new(launcher.clone()) {
                Ok(grader) => Ok(Arc::new(grader)),
                Err(error) => Err(error.to_string()),
            },
            Self::Given(grader) => Ok(Arc::clone(grader)),
        }
    }
}

/// Grades, traces and predicts programs.
pub trait Grading: Debug + Send + Sync {
    /// Grades a text.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    fn grade(
        &self,
        course: &Course,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Verdict, Error>;

    /// Returns the hash that a verdict on this text carries.
    fn hash(&self, lesson: &Lesson, text: &str) -> String;

    /// Traces the run that a verdict is about.
    fn trace(
        &self,
        lesson: &Lesson,
        text: &str,
        verdict: &Verdict,
        cancel: &Cancel,
    ) -> Option<Trace>;

    /// Runs a text again under one schedule.
    fn replay(
        &self,
        lesson: &Lesson,
        text: &str,
        choices: &[u32],
        cancel: &Cancel,
    ) -> Option<Trace>;

    /// Runs the program of a prediction and compares both.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    fn predict(
        &self,
        course: &Course,
        lesson: &Lesson,
        prediction: &Prediction,
        said: Commitment,
        cancel: &Cancel,
    ) -> Result<PredictionResult, Error>;

    /// Traces the program of a prediction.
    fn trace_prediction(
        &self,
        lesson: &Lesson,
        prediction: &Prediction,
        cancel: &Cancel,
    ) -> Option<Trace>;

    /// Asks rustc what an error code means.
    fn explain(&self, code: &str) -> String;

    /// Prepares the next trace of a lesson, so that it does not have to wait.
    fn warm(&self, lesson: &Lesson, cancel: &Cancel);
}

impl Grading for Grader {
    fn grade(
        &self,
        course: &Course,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Verdict, Error> {
        self.grade(course, lesson, text, cancel)
    }

    fn hash(&self, lesson: &Lesson, text: &str) -> String {
        self.hash(lesson, text)
    }

    fn trace(
        &self,
        lesson: &Lesson,
        text: &str,
        verdict: &Verdict,
        cancel: &Cancel,
    ) -> Option<Trace> {
        self.trace(lesson, text, verdict, cancel).ok()?
    }

    fn replay(
        &self,
        lesson: &Lesson,
        text: &str,
        choices: &[u32],
        cancel: &Cancel,
    ) -> Option<Trace> {
        let schedules = lesson.schedules.as_ref();
        let of = schedules.map_or("main", |schedules| schedules.run.as_str());
        traced(
            self.glass(),
            &grader::subject(lesson, text, of)?,
            choices,
            cancel,
        )
    }

    fn predict(
        &self,
        course: &Course,
        lesson: &Lesson,
        prediction: &Prediction,
        said: Commitment,
        cancel: &Cancel,
    ) -> Result<PredictionResult, Error> {
        self.predict(course, lesson, prediction, said, cancel)
    }

    fn trace_prediction(
        &self,
        lesson: &Lesson,
        prediction: &Prediction,
        cancel: &Cancel,
    ) -> Option<Trace> {
        let text = course::prediction_text(lesson, prediction);
        let path = course::prediction_path(lesson, prediction);
        let edition = prediction.edition.unwrap_or(lesson.build.edition);
        let subject = Subject::program(&path, text, edition.as_str());
        traced(self.glass(), &subject, &[], cancel)
    }

    fn explain(&self, code: &str) -> String {
        match process::capture(&self.toolchain().rustc, &["--explain", code]) {
            Err(error) => error.to_string(),
            Ok(output) if output.status.success() => {
                String::from_utf8_lossy(&output.stdout).into_owned()
            }
            Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn warm(&self, lesson: &Lesson, cancel: &Cancel) {
        // Trouble with it shows when the trace itself is asked for.
        let _ = self.warm(lesson, cancel);
    }
}

fn traced(glass: &Glass, subject: &Subject, choices: &[u32], cancel: &Cancel) -> Option<Trace> {
    match glass.trace(subject, choices, cancel).ok()? {
        Analysis::Done(trace) => Some(trace),
        Analysis::CompileError(_) | Analysis::BuildTimedOut => None,
    }
}
