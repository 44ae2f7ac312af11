//! Whether the feedback of a lesson is complete and used: each stage that can fail has a fallback, and each feedback is
//! shown for a starter, a mistake or a wrong prediction.

use super::programs::{Program, Role};
use super::toml_texts;
use crate::course::{Course, FeedbackRule, Lesson, Prediction, Problem};
use crate::grader::{Graded, judge_prediction};
use crate::verdict::{Commitment, Observation, OutcomeKind, StageName};
use std::collections::BTreeSet;

/// Stages that can fail without anything to be said.
pub(super) fn silent_stages(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let said = |stage: StageName| {
        let mut all = lesson.feedback.iter().chain(&course.feedback);
        all.any(|feedback| feedback.when.is_fallback() && feedback.when.stage == Some(stage))
    };
    let silent = StageName::ALL
        .into_iter()
        .filter(|stage| can_fail(lesson, *stage) && !said(*stage));
    let problem = |stage: StageName| {
        let name = stage.as_str();
        let message = format!(
            "the stage `{name}` can fail for a reason nobody thought of, and then nothing is said"
        );
        let remedy = format!(
            "add a `[[feedback]]` with `when = {{ stage = \"{name}\" }}` and no other condition, here or in lessons/course.toml"
        );
        let line = toml_texts::line_of(&lesson.toml, "kind");
        Problem::at_line(&lesson.path, &lesson.toml, line, message, remedy)
    };
    silent.map(problem).collect()
}

fn can_fail(lesson: &Lesson, stage: StageName) -> bool {
    if !lesson.has_file() {
        return false;
    }
    let rules = &lesson.rules;
    let expect = lesson.expect.as_ref();
    match stage {
        StageName::Compile => true,
        StageName::Run => expect.is_some_and(|claim| claim.outcome != OutcomeKind::CompileError),
        StageName::Output => expect.is_some_and(|claim| claim.stdout.is_some()),
        StageName::Tests => !lesson.tests.is_empty(),
        // A file that redefines what the tests rely on breaks a rule, too.
        StageName::Rules => {
            !(rules.signatures.is_empty()
                && rules.require.is_empty()
                && rules.forbid.is_empty()
                && lesson.tests.is_empty())
        }
        StageName::Schedules => lesson.schedules.is_some(),
    }
}

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
