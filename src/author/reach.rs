//! Whether everything that a lesson has to say is ever said: by its starter, a mistake, or a wrong prediction.

use super::claims::is_left_to_schedules;
use super::programs::{Program, Role};
use crate::course::{Course, Lesson, Prediction, Problem};
use crate::grader::{Graded, foresee};
use crate::verdict::{Commitment, Observation, OutcomeKind, StageName};
use std::collections::BTreeSet;

/// Feedback of the lesson that none of its programs leads to.
pub(super) fn unreached(
    course: &Course,
    lesson: &Lesson,
    graded: &[(&Program<'_>, &Graded)],
) -> Vec<Problem> {
    let mut said: BTreeSet<String> = BTreeSet::new();
    let mut starter_left = false;
    for (program, graded) in graded {
        let left = is_left_to_schedules(program, &graded.verdict);
        match program.role {
            Role::Prediction(prediction) => {
                said.extend(wrong_guesses(
                    course,
                    lesson,
                    prediction,
                    &graded.verdict.seen,
                ));
            }
            Role::Mistake(mistake) if left => drop(said.insert(mistake.feedback.clone())),
            Role::Starter if left => starter_left = true,
            _ => {}
        }
        let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
        let feedback = verdicts
            .into_iter()
            .flatten()
            .filter_map(|verdict| verdict.feedback.as_ref());
        said.extend(feedback.map(|said| said.id.clone()));
    }
    let excused = |when: &crate::course::When| {
        let schedules = when.stage == Some(StageName::Schedules) && lesson.schedules.is_some();
        schedules || (when.starter && starter_left)
    };
    let silent = lesson
        .feedback
        .iter()
        .filter(|one| !said.contains(&one.id) && !excused(&one.when));
    let problem = |feedback: &crate::course::Feedback| {
        let message = format!(
            "nothing leads to the feedback `{}`: no starter, no mistake, no wrong prediction",
            feedback.id
        );
        let remedy = "add a mistake that leads to it, look whether an earlier feedback takes its place, or leave it out";
        Problem::at_line(&lesson.path, &lesson.toml, feedback.line, message, remedy)
    };
    silent.map(problem).collect()
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
    let foresights = guesses.map(|said| foresee(course, lesson, prediction, said, seen.clone()));
    foresights
        .filter_map(|foresight| Some(foresight.feedback?.id))
        .collect()
}
