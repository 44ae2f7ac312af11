//! What a lesson claims about its programs, held against what they did: here for predictions, in `wrong` for what
//! has to be refused, in `right` for what has to pass.

mod right;
mod wrong;

use super::programs::{Program, Role};
use super::telling;
use crate::course::{Claim, Lesson, Prediction, Problem};
use crate::grader::{Graded, meets, prints_as_claimed};
use crate::verdict::Verdict;

/// What is wrong with the claims about one program.
pub(super) fn findings(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
    match program.role {
        Role::Starter => wrong::starter(program, graded),
        Role::Solution | Role::RightOrder | Role::Alternative(_) => right::passes(program, graded),
        Role::Mistake(declared) => wrong::mistake(program, declared, graded),
        Role::Prediction(claimed) => prediction(program, claimed, graded),
    }
}

/// A problem in the lesson's own file.
fn in_lesson(lesson: &Lesson, line: usize, message: String, remedy: &str) -> Problem {
    Problem::at_line(&lesson.path, &lesson.toml, line, message, remedy)
}

fn prediction(program: &Program<'_>, claimed: &Prediction, graded: &Graded) -> Vec<Problem> {
    let verdict = &graded.verdict;
    let here = |message: String, remedy: &str| {
        vec![in_lesson(program.lesson, claimed.line, message, remedy)]
    };
    let id = &claimed.id;
    if graded.other.is_some() {
        let message = format!("the program of `{id}` does not do the same every time");
        return here(message, "nobody can predict it: make it do one thing");
    }
    let edition = claimed
        .edition
        .unwrap_or(program.lesson.build.edition)
        .as_str();
    match difference(&claimed.expect, verdict) {
        None => Vec::new(),
        Some(difference) => {
            let message =
                format!("in edition {edition}, the program of `{id}` is claimed {difference}");
            here(message, "mend the claim, or the program")
        }
    }
}

/// What is claimed and what happened, where that is not the same.
fn difference(claim: &Claim, verdict: &Verdict) -> Option<String> {
    let told = telling::claim(claim);
    let seen = verdict.decisive();
    if !meets(claim, &seen) {
        return Some(format!("{told}, but {}", telling::observed(&seen)));
    }
    (!prints_as_claimed(claim, &seen)).then(|| {
        let printed = seen.run.as_ref().map_or("", |run| &run.stdout);
        format!("to print another text than it does: {printed:?}")
    })
}
