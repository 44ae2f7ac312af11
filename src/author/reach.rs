//! Whether everything that a lesson has to say is ever said: by its starter, a mistake, or a wrong prediction.

use super::programs::{Program, Role};
use crate::course::{Course, FeedbackRule, Lesson, Prediction, Problem};
use crate::grader::{Graded, judge_prediction};
use crate::verdict::{Commitment, Observation, OutcomeKind};
use std::collections::BTreeSet;

/// Feedback of the lesson that none of its programs leads to.
pub(super) fn unreached(
    course: &Course,
    lesson: &Lesson,
    graded: &[(&Program<'_>, &Graded)],
) -> Vec<Problem> {
    let said: BTreeSet<String> = graded
        .iter()
        .flat_map(|(program, graded)| said(course, program, graded))
        .collect();
    let silent = lesson.feedback.iter().filter(|one| !said.contains(&one.id));
    let problem = |feedback: &FeedbackRule| {
        let message = format!(
            "nothing leads to the feedback `{}`: no starter, no mistake, no wrong prediction",
            feedback.id
        );
        let remedy = "add a mistake that leads to it, look whether an earlier feedback takes its place, or leave it out";
        Problem::at_line(&lesson.path, &lesson.toml, feedback.line, message, remedy)
    };
    silent.map(problem).collect()
}

/// The ids of all that one program leads to.
fn said(course: &Course, program: &Program<'_>, graded: &Graded) -> Vec<String> {
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut ids: Vec<String> = verdicts
        .into_iter()
        .flatten()
        .filter_map(|verdict| Some(verdict.feedback.as_ref()?.id.clone()))
        .collect();
    if let Role::Prediction(prediction) = program.role {
        let seen = &graded.verdict.observed;
        ids.extend(wrong_guesses(course, program.lesson, prediction, seen));
    }
    ids
}

/// What is said to those who commit to each outcome there is, and are wrong about it or about its line or text.
fn wrong_guesses(
    course: &Course,
    lesson: &Lesson,
    prediction: &Prediction,
    seen: &Observation,
) -> Vec<String> {
    let guesses = OutcomeKind::ALL.into_iter().map(|outcome| Commitment {
        outcome,
        line: Some(u32::MAX),
        error: None,
        stdout: Some("nothing like what it prints".to_owned()),
    });
    let foresights =
        guesses.map(|said| judge_prediction(course, lesson, prediction, said, seen.clone()));
    foresights
        .filter_map(|foresight| Some(foresight.feedback?.id))
        .collect()
}
