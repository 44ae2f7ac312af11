//! Whether the feedback of a lesson is complete and used: each stage that can fail has a fallback, and each feedback is
//! shown for a starter, a mistake or a wrong prediction.

use super::programs::{Program, Role};
use super::toml_texts;
use crate::course::{Course, FeedbackRule, Lesson, Prediction, Problem};
use crate::grader::{GradedAttempt, judge_prediction};
use crate::verdict::{Commitment, Observation, OutcomeKind, StageName};
use std::collections::BTreeSet;

/// Finds stages that can fail without any feedback.
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
        let message = format!("stage `{name}` has no fallback feedback");
        let remedy = format!(
            "add `[[feedback]]` with `when = {{ stage = \"{name}\" }}` here or in lessons/course.toml"
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
        // A file that redefines what the tests rely on breaks a rule as well.
        StageName::Rules => {
            !(rules.signatures.is_empty()
                && rules.require.is_empty()
                && rules.forbid.is_empty()
                && lesson.tests.is_empty())
        }
        StageName::Schedules => lesson.schedules.is_some(),
    }
}

/// Finds feedback of the lesson that none of its programs triggers.
pub(super) fn unreached(
    course: &Course,
    lesson: &Lesson,
    graded: &[(&Program<'_>, &GradedAttempt)],
) -> Vec<Problem> {
    let said: BTreeSet<String> = graded
        .iter()
        .flat_map(|(program, graded)| triggered(course, program, graded))
        .collect();
    let silent = lesson.feedback.iter().filter(|one| !said.contains(&one.id));
    let problem = |feedback: &FeedbackRule| {
        let message = format!(
            "feedback `{}` is never shown: no starter, mistake or wrong prediction triggers it",
            feedback.id
        );
        let remedy = "add a mistake that triggers it, check whether an earlier feedback is shown instead, or remove it";
        Problem::at_line(&lesson.path, &lesson.toml, feedback.line, message, remedy)
    };
    silent.map(problem).collect()
}

/// Returns the ids of all feedback that one program triggers.
fn triggered(course: &Course, program: &Program<'_>, graded: &GradedAttempt) -> Vec<String> {
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

/// Returns the ids of the feedback on every wrong prediction: each outcome, always with a wrong line and text.
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
