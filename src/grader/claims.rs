//! Compares what a lesson claims, or a learner predicts, with what a program did.

use super::feedback::{self, Facts};
use crate::compare::{self, CompareMode};
use crate::course::{Claim, Course, Lesson, Prediction};
use crate::verdict::{Observation, Outcome, OutcomeKind, PredictedOutcome, PredictionResult};

/// Whether the program ended as a claim says.
#[must_use]
pub fn meets(claim: &Claim, observed: &Observation) -> bool {
    if !observed.outcome.satisfies(claim.outcome) {
        return false;
    }
    match &observed.outcome {
        Outcome::CompileError => observed.errors().any(|error| {
            let fits = |wanted: &Option<String>| wanted.is_none() || *wanted == error.code;
            fits(&claim.error) && (claim.line.is_none() || claim.line == error.line)
        }),
        Outcome::Panicked(panic) => {
            (claim.line.is_none() || claim.line == panic.line)
                && claim.panic.is_none_or(|kind| kind == panic.panic_kind)
        }
        Outcome::Finished { code } => *code == 0,
        Outcome::Deadlocked { .. } | Outcome::TimedOut { .. } | Outcome::Killed { .. } => true,
    }
}

/// Whether the program printed what a claim says, if the claim says anything about that.
#[must_use]
pub fn prints_as_claimed(claim: &Claim, observed: &Observation) -> bool {
    let expected = claim.stdout.as_deref();
    expected.is_none_or(|text| {
        matches!(
            compare::compare(claim.compare, text, printed(observed)),
            Ok(None)
        )
    })
}

/// Compares a prediction with what the program did, and chooses the lesson's feedback on it. Only the run decides: the
/// lesson's own claim about the program is never read.
#[must_use]
pub fn judge_prediction(
    course: &Course,
    lesson: &Lesson,
    prediction: &Prediction,
    predicted: PredictedOutcome,
    observed: Observation,
) -> PredictionResult {
    let right = is_right(&predicted, &observed);
    let wrong = (!right).then_some((prediction.id.as_str(), predicted.outcome));
    let facts = Facts {
        wrong_prediction: wrong,
        ..Facts::of_run(&observed)
    };
    let feedback = wrong.and_then(|_| feedback::choose(course, lesson, &facts));
    PredictionResult {
        id: prediction.id.clone(),
        error_right: error_right(&predicted, &observed),
        right,
        feedback,
        predicted,
        observed,
    }
}

/// Whether a prediction names the outcome and its line, or what is printed. If no line of the file led to a panic, every
/// line is right.
fn is_right(predicted: &PredictedOutcome, observed: &Observation) -> bool {
    if hangs(predicted.outcome) && hangs(observed.outcome.kind()) {
        return true;
    }
    if !observed.outcome.satisfies(predicted.outcome) {
        return false;
    }
    match &observed.outcome {
        Outcome::CompileError => observed.errors().any(|error| error.line == predicted.line),
        Outcome::Panicked(panic) => panic.line.is_none() || panic.line == predicted.line,
        Outcome::Finished { .. } => {
            let expected = predicted.stdout.as_deref().unwrap_or_default();
            matches!(
                compare::compare(CompareMode::Trimmed, expected, printed(observed)),
                Ok(None)
            )
        }
        Outcome::Deadlocked { .. } | Outcome::TimedOut { .. } | Outcome::Killed { .. } => true,
    }
}

/// Whether this outcome counts as "it hangs": one prediction covers a program that waits and one that loops.
fn hangs(outcome: OutcomeKind) -> bool {
    matches!(outcome, OutcomeKind::Deadlocked | OutcomeKind::TimedOut)
}

fn error_right(predicted: &PredictedOutcome, observed: &Observation) -> Option<bool> {
    let code = predicted.error.as_ref()?;
    let refused = observed.outcome == Outcome::CompileError;
    refused.then(|| {
        observed
            .errors()
            .any(|error| error.code.as_ref() == Some(code))
    })
}

fn printed(observed: &Observation) -> &str {
    observed.run.as_ref().map_or("", |run| run.stdout.as_str())
}
