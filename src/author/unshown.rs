//! Finds feedback that no program of its lesson gets.

use super::course_finding::CourseFinding;
use super::programs::{GradedProgram, ProgramRole};
use crate::course::{Course, FeedbackRule, Lesson, Prediction, Problem, Slot, When};
use crate::grader::judge_prediction;
use crate::verdict::{Observation, OutcomeKind, PredictedOutcome};
use std::collections::BTreeSet;

/// Finds feedback of the lesson that none of its programs triggers, except what another finding explains.
pub(super) fn never_shown(
    course: &Course,
    lesson: &Lesson,
    graded: &[GradedProgram<'_>],
    explained: &BTreeSet<&str>,
) -> Vec<Problem> {
    let is_file =
        |(program, _): &&GradedProgram<'_>| !matches!(program.role, ProgramRole::Distracted(_));
    let verdicts = graded
        .iter()
        .filter(is_file)
        .flat_map(|(_, graded)| [Some(&graded.verdict), graded.other.as_ref()]);
    let shown: BTreeSet<&str> = verdicts
        .flatten()
        .filter_map(|verdict| Some(verdict.feedback.as_ref()?.id.as_str()))
        .collect();
    let is_silent = |id: &str| !shown.contains(id) && !explained.contains(id);
    let mut silent: Vec<&FeedbackRule> = lesson
        .feedback
        .iter()
        .filter(|one| is_silent(&one.id))
        .collect();
    for (program, graded) in graded {
        // Most lessons need no guesses, and these take time.
        if let ProgramRole::Prediction(prediction) = program.role
            && !silent.is_empty()
        {
            let seen = &graded.verdict.observed;
            let guessed = wrong_guesses(course, lesson, prediction, seen);
            silent.retain(|one| !guessed.contains(&one.id));
        }
    }
    let finding = |one: &&FeedbackRule| {
        let earlier = lesson
            .feedback
            .iter()
            .take_while(|other| other.line < one.line);
        let mut earlier = earlier.filter(|other| always_precedes(other, one));
        let finding = match earlier.next() {
            Some(other) => CourseFinding::FeedbackShadowed {
                id: &one.id,
                by: &other.id,
                by_line: other.line,
            },
            None => CourseFinding::FeedbackNeverShown {
                id: &one.id,
                kind: lesson.head.kind,
            },
        };
        finding.at_line(&lesson.path, &lesson.toml, one.line)
    };
    silent.iter().map(finding).collect()
}

/// Whether a feedback rule is chosen whenever a later one of the same lesson applies, because it has fewer conditions.
/// Returns false if the grader may try the later one first, or if a condition means something else in combination
/// with other conditions.
fn always_precedes(earlier: &FeedbackRule, later: &FeedbackRule) -> bool {
    let (few, many) = (&earlier.when, &later.when);
    if few == many {
        return Slot::all(&earlier.say).next().is_none();
    }
    let plain = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default();
        !text.contains('"') && !text.contains("&mut self") && !text.contains("&self")
    };
    let is_tried_first =
        !few.is_fallback() && !few.is_general() && plain(&many.source) && plain(&many.rule);
    // If the feedback names a test, these conditions are about that test.
    let about_run = few.outcome.is_some() || few.panic.is_some();
    let is_wider = match (&few.prediction, &many.prediction) {
        // `program` matches every wrong prediction, and `program:finished` only one that named this outcome.
        (Some(few), Some(many)) => few == many || many.starts_with(&format!("{few}:")),
        (few, many) => few == many,
    };
    let same_scope = (!about_run || few.test == many.test) && is_wider;
    let no_message = few.message.is_none() && few.in_head.is_none();
    let no_more = When {
        outcome: few.outcome.and(many.outcome),
        stage: few.stage.and(many.stage),
        error: few.error.as_ref().and(many.error.clone()),
        panic: few.panic.and(many.panic),
        test: few.test.as_ref().and(many.test.clone()),
        rule: few.rule.as_ref().and(many.rule.clone()),
        prediction: few.prediction.clone(),
        stdout: few.stdout.as_ref().and(many.stdout.clone()),
        message: None,
        source: few.source.as_ref().and(many.source.clone()),
        added: few.added.as_ref().and(many.added.clone()),
        lacks: few.lacks.as_ref().and(many.lacks.clone()),
        in_head: None,
        explanation: few.explanation.and(many.explanation),
        ungraded: few.ungraded.and(many.ungraded),
        starter: few.starter && many.starter,
        hard_coded: few.hard_coded && many.hard_coded,
        added_output: few.added_output && many.added_output,
        exclusive_receiver: few.exclusive_receiver && many.exclusive_receiver,
    };
    is_tried_first && same_scope && no_message && !few.has_slots() && no_more == *few
}

/// Returns the ids of the feedback on every wrong prediction: each outcome, always with a wrong line and text.
fn wrong_guesses(
    course: &Course,
    lesson: &Lesson,
    prediction: &Prediction,
    seen: &Observation,
) -> Vec<String> {
    let guesses = OutcomeKind::ALL.iter().map(|outcome| PredictedOutcome {
        outcome: *outcome,
        line: Some(u32::MAX),
        error: None,
        stdout: Some("nothing like what it prints".to_owned()),
    });
    let results =
        guesses.map(|guess| judge_prediction(course, lesson, prediction, guess, seen.clone()));
    results
        .filter_map(|result| Some(result.feedback?.id))
        .collect()
}
