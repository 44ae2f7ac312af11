//! Starters and mistakes: they are refused, every time, and in the way that is declared.

use super::super::programs::Program;
use super::super::{telling, texts};
use super::{difference, in_lesson};
use crate::course::{Mistake, Problem};
use crate::grader::Graded;
use crate::verdict::Verdict;

/// What is wrong with the claim about a starter.
pub(super) fn starter(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
    let lesson = program.lesson;
    let Some(claim) = &lesson.starter else {
        return Vec::new();
    };
    let here = |message: String, remedy: &str| {
        vec![in_lesson(
            lesson,
            texts::line_of(&lesson.toml, "starter"),
            message,
            remedy,
        )]
    };
    let verdict = &graded.verdict;
    if let Some(other) = &graded.other {
        let message = format!(
            "the starter does not do the same every time: {}",
            both(verdict, other)
        );
        return here(
            message,
            "make it fail in one way, or hold the lesson to its `[schedules]`",
        );
    }
    if verdict.passed() {
        return here(
            "the untouched starter passes".to_owned(),
            "leave something to do in it",
        );
    }
    if let Some(difference) = difference(claim, verdict) {
        return here(
            format!("the starter is declared {difference}"),
            "mend the claim, or the starter",
        );
    }
    Vec::new()
}

/// What is wrong with the claim about a mistake.
pub(super) fn mistake(program: &Program<'_>, declared: &Mistake, graded: &Graded) -> Vec<Problem> {
    let verdict = &graded.verdict;
    let here = |message: String, remedy: &str| {
        vec![in_lesson(program.lesson, declared.line, message, remedy)]
    };
    let file = &declared.file;
    if let Some(other) = &graded.other {
        let message = format!(
            "`{file}` does not do the same every time: {}",
            both(verdict, other)
        );
        return here(
            message,
            "make it fail in one way, or hold the lesson to its `[schedules]`",
        );
    }
    if verdict.passed() {
        let remedy = "add a test or a rule that refuses it, or make it an alternative";
        return here(
            format!("`{file}` is declared a mistake, and it passes"),
            remedy,
        );
    }
    let said = verdict.feedback.as_ref().map(|said| said.id.as_str());
    let outcome = verdict.decisive().outcome.satisfies(declared.outcome);
    if outcome && said == Some(declared.feedback.as_str()) {
        return Vec::new();
    }
    let claim = format!(
        "`{}` with the feedback `{}`",
        declared.outcome.as_str(),
        declared.feedback
    );
    let message = format!(
        "`{file}` is declared {claim}, but {}",
        telling::verdict(verdict)
    );
    let remedy = "mend the claim or the file, or the conditions and the order of the feedback";
    here(message, remedy)
}

fn both(one: &Verdict, other: &Verdict) -> String {
    format!(
        "{}; on another run, {}",
        telling::verdict(one),
        telling::verdict(other)
    )
}
