//! A commitment held against what really happened. Only the run decides: the lesson's claim is never read.

use super::feedback::{self, Facts};
use super::plan::Attempt;
use super::stages::errors;
use super::{Error, Grader};
use crate::compare::{self, Mode};
use crate::course::{Course, Lesson, Prediction};
use crate::process::Cancel;
use crate::verdict::{Commitment, Observation, Outcome, OutcomeKind, PredictionResult};

impl Grader {
    /// Compiles and runs the program of a prediction, and holds what was said beside it.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn predict(
        &self,
        course: &Course,
        lesson: &Lesson,
        prediction: &Prediction,
        said: Commitment,
        cancel: &Cancel,
    ) -> Result<PredictionResult, Error> {
        let attempt = Attempt::predicted(lesson, prediction);
        let seen = self.judge_one(course, &attempt, cancel)?.observed;
        Ok(judge_prediction(course, lesson, prediction, said, seen))
    }
}

/// Holds what was said about a program beside what it did, and finds what the lesson has to say about that.
#[must_use]
pub fn judge_prediction(
    course: &Course,
    lesson: &Lesson,
    prediction: &Prediction,
    said: Commitment,
    seen: Observation,
) -> PredictionResult {
    let right = is_right(&said, &seen);
    let wrong = (!right).then_some((prediction.id.as_str(), said.outcome));
    let facts = Facts {
        seen: &seen,
        headline: None,
        tests: &[],
        breaches: &[],
        tokens: None,
        is_starter: false,
        wrong_prediction: wrong,
    };
    let feedback = wrong.and_then(|_| feedback::choose(course, lesson, &facts));
    PredictionResult {
        prediction: prediction.id.clone(),
        error_right: error_right(&said, &seen),
        right,
        feedback,
        predicted: said,
        observed: seen,
    }
}

/// Right is the outcome with its line, or with what is printed. Where std panicked by itself no line is asked.
#[must_use]
pub fn is_right(said: &Commitment, seen: &Observation) -> bool {
    if hangs(said.outcome) && hangs(seen.outcome.kind()) {
        return true;
    }
    if !seen.outcome.satisfies(said.outcome) {
        return false;
    }
    match &seen.outcome {
        Outcome::CompileError => errors(seen).any(|error| error.line == said.line),
        Outcome::Panicked(panic) => panic.line.is_none() || panic.line == said.line,
        Outcome::Finished { .. } => {
            let printed = seen.run.as_ref().map_or("", |run| run.stdout.as_str());
            let said = said.stdout.as_deref().unwrap_or_default();
            matches!(compare::compare(Mode::Trimmed, said, printed), Ok(None))
        }
        _ => true,
    }
}

/// "It hangs" is one prediction, whether it then waits for ever or loops for ever.
fn hangs(outcome: OutcomeKind) -> bool {
    matches!(outcome, OutcomeKind::Deadlocked | OutcomeKind::TimedOut)
}

fn error_right(said: &Commitment, seen: &Observation) -> Option<bool> {
    let code = said.error.as_ref()?;
    let refused = seen.outcome == Outcome::CompileError;
    refused.then(|| errors(seen).any(|error| error.code.as_ref() == Some(code)))
}
