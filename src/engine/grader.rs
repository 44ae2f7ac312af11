//! What the engine asks of a grader: the real one compiles and runs, tests bring one that answers by itself.

use super::Error;
use crate::course::{self, Course, Lesson, Prediction};
use crate::glass::{Analysis, Glass, ProgramSpec};
use crate::grader::{self, Attempt, Grader, StepObserver};
use crate::process::{self, Cancel, Launcher};
use crate::verdict::{Commitment, Diagnostic, PredictionResult, Trace, Verdict};
use std::fmt::Debug;
use std::sync::Arc;

/// Where the engine's grader comes from.
#[derive(Clone, Debug)]
pub enum GraderSource {
    /// The toolchain of this machine, found when it is first needed; this binary launches programs.
    Toolchain(Launcher),
    /// This one.
    Given(Arc<dyn Grading>),
}

impl GraderSource {
    pub(crate) fn open(&self) -> Result<Arc<dyn Grading>, Error> {
        match self {
            Self::Toolchain(launcher) => match Grader::new(launcher.clone()) {
                Ok(grader) => Ok(Arc::new(grader)),
                Err(error) => Err(Error::Machine(Arc::new(error.into()))),
            },
            Self::Given(grader) => Ok(Arc::clone(grader)),
        }
    }
}

/// Grades, traces and predicts programs.
pub trait Grading: Debug + Send + Sync {
    /// Grades a text, and tells `on_step` how far it has come.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    fn grade(
        &self,
        course: &Course,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
        on_step: &StepObserver<'_>,
    ) -> Result<Verdict, grader::Error>;

    /// Grades many texts, and calls `on_graded` with the place of each one as it is done.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    fn grade_all(
        &self,
        course: &Course,
        attempts: &[Attempt<'_>],
        cancel: &Cancel,
        on_graded: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Verdict>, grader::Error>;

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
    ) -> Result<PredictionResult, grader::Error>;

    /// Traces the program of a prediction.
    fn trace_prediction(
        &self,
        lesson: &Lesson,
        prediction: &Prediction,
        cancel: &Cancel,
    ) -> Option<Trace>;

    /// Asks clippy for its advice on a text that compiles.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    fn advice(
        &self,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, grader::Error>;

    /// Asks rustc what an error code means.
    ///
    /// # Errors
    /// When rustc cannot be started.
    fn explain(&self, code: &str) -> Result<String, process::Error>;

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
        on_step: &StepObserver<'_>,
    ) -> Result<Verdict, grader::Error> {
        self.grade_with_progress(course, lesson, text, cancel, on_step)
    }

    fn grade_all(
        &self,
        course: &Course,
        attempts: &[Attempt<'_>],
        cancel: &Cancel,
        on_graded: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Verdict>, grader::Error> {
        let graded = self.grade_all(course, attempts, cancel, on_graded)?;
        let verdicts = graded.into_iter().enumerate();
        Ok(verdicts
            .map(|(place, graded)| with_plain_paths(graded.verdict, place))
            .collect())
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
    ) -> Result<PredictionResult, grader::Error> {
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
        let subject = ProgramSpec::single_file(&path, text, edition.as_str());
        traced(self.glass(), &subject, &[], cancel)
    }

    fn advice(
        &self,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, grader::Error> {
        self.advice(lesson, text, cancel)
    }

    fn explain(&self, code: &str) -> Result<String, process::Error> {
        let output = process::capture(&self.toolchain().rustc, &["--explain", code])?;
        // What rustc says about an unknown code is an answer too.
        let text = if output.status.success() {
            output.stdout
        } else {
            output.stderr
        };
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn warm(&self, lesson: &Lesson, cancel: &Cancel) {
        // An error shows when the trace itself is asked for.
        let _ = self.warm(lesson, cancel);
    }
}

/// Removes the number by which texts that are built side by side are told apart.
fn with_plain_paths(mut verdict: Verdict, place: usize) -> Verdict {
    for diagnostic in &mut verdict.observed.diagnostics {
        let numbered = format!("{place}/exercises/");
        diagnostic.rendered = diagnostic.rendered.replace(&numbered, "exercises/");
    }
    verdict
}

fn traced(glass: &Glass, subject: &ProgramSpec, choices: &[u32], cancel: &Cancel) -> Option<Trace> {
    match glass.trace(subject, choices, cancel).ok()? {
        Analysis::Done(trace) => Some(trace),
        Analysis::CompileError(_) | Analysis::BuildTimedOut => None,
    }
}
