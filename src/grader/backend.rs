//! What the engine asks of a grader.

use super::{Attempt, Error, GradedAttempt, StepObserver};
use crate::course::{Course, Lesson, Prediction};
use crate::process::{self, Cancel};
use crate::verdict::{Diagnostic, PredictedOutcome, PredictionResult, Trace, Verdict};
use std::fmt::Debug;

/// Grades, traces and runs the programs of lessons. [`Grader`](super::Grader) compiles and runs them; tests use a
/// backend that answers by itself.
pub trait GradingBackend: Debug + Send + Sync {
    /// Grades a text, and reports each step to `on_step` as it begins.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    fn grade(
        &self,
        course: &Course,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
        on_step: &StepObserver<'_>,
    ) -> Result<Verdict, Error>;

    /// Grades many texts. Returns the verdicts in the order of the attempts; `on_graded` gets the index of each attempt
    /// and its verdict as soon as the verdict is known.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    fn grade_all(
        &self,
        course: &Course,
        attempts: &[Attempt<'_>],
        cancel: &Cancel,
        on_graded: &(dyn Fn(usize, &GradedAttempt) + Sync),
    ) -> Result<Vec<GradedAttempt>, Error>;

    /// Returns the hash of a text with everything else that decides the verdict on it.
    fn hash(&self, course: &Course, lesson: &Lesson, text: &str) -> String;

    /// Traces the program of a graded text, or the first hidden test that failed. Returns `None` if it does not
    /// compile, by itself or with the traced std, or takes too long to compile.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error. The verdict does not depend on the trace.
    fn trace(
        &self,
        lesson: &Lesson,
        text: &str,
        verdict: &Verdict,
        cancel: &Cancel,
    ) -> Result<Option<Trace>, Error>;

    /// Runs a text again under one schedule. Returns `None` as [`trace`](Self::trace) does.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    fn replay(
        &self,
        lesson: &Lesson,
        text: &str,
        choices: &[u32],
        cancel: &Cancel,
    ) -> Result<Option<Trace>, Error>;

    /// Compiles and runs the program of a prediction, and compares the prediction with what it did.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    fn predict(
        &self,
        course: &Course,
        lesson: &Lesson,
        prediction: &Prediction,
        predicted: PredictedOutcome,
        cancel: &Cancel,
    ) -> Result<PredictionResult, Error>;

    /// Traces the program of a prediction. Returns `None` as [`trace`](Self::trace) does.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    fn trace_prediction(
        &self,
        lesson: &Lesson,
        prediction: &Prediction,
        cancel: &Cancel,
    ) -> Result<Option<Trace>, Error>;

    /// Returns what clippy says about a text. It is advice and never a reason to fail; there is none if clippy is not
    /// installed or takes too long.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    fn advice(
        &self,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, Error>;

    /// Asks rustc what an error code means.
    ///
    /// # Errors
    /// If rustc cannot be started.
    fn explain(&self, code: &str) -> Result<String, process::Error>;

    /// Returns the name and version of the compiler, such as `rustc 1.95.0`, if there is one.
    fn rustc_version(&self) -> Option<String> {
        None
    }

    /// Whether the version of std that records what a program does has been built: that takes a while.
    fn is_trace_prepared(&self, _lesson: &Lesson) -> bool {
        true
    }

    /// Builds in advance what tracing a program of this lesson needs. Ignores errors: tracing runs into them again, and
    /// reports them.
    fn prepare_trace(&self, lesson: &Lesson, cancel: &Cancel);
}
