//! Compares what a lesson claims about its programs with what they did: starters and mistakes must be refused as declared,
//! solutions and alternatives must pass, predicted programs must do what `expect` says, and some program must get each
//! feedback.

use super::course_finding::{CourseFinding, Difference};
use super::programs::{LessonProgram, ProgramRole};
use super::toml_texts;
use crate::course::{Claim, Course, Lesson, Mistake, Prediction, Problem};
use crate::grader::{GradedAttempt, judge_prediction, meets, prints_as_claimed};
use crate::verdict::{Observation, Outcome, OutcomeKind, PredictedOutcome, Severity, Verdict};
use std::collections::BTreeSet;

/// Returns what is wrong with the claims about one program.
pub(super) fn findings(program: &LessonProgram<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    let lesson = program.lesson;
    match program.role {
        ProgramRole::Starter => {
            let line = toml_texts::line_of(&lesson.toml, "starter");
            let finding = check_starter(lesson, graded);
            finding
                .map(|one| in_lesson(lesson, line, &one))
                .into_iter()
                .collect()
        }
        ProgramRole::Mistake(declared) => {
            let name = format!("`{}`", declared.file);
            let finding = check_mistake(declared, &name, graded);
            finding
                .map(|one| in_lesson(lesson, declared.line, &one))
                .into_iter()
                .collect()
        }
        ProgramRole::Prediction(claimed) => {
            let finding = check_prediction(lesson, claimed, graded);
            finding
                .map(|one| in_lesson(lesson, claimed.line, &one))
                .into_iter()
                .collect()
        }
        ProgramRole::Solution | ProgramRole::RightOrder | ProgramRole::Alternative(_) => {
            check_passes(program, graded)
        }
    }
}

fn in_lesson(lesson: &Lesson, line: usize, finding: &CourseFinding<'_>) -> Problem {
    finding.at_line(&lesson.path, &lesson.toml, line)
}

fn check_prediction<'a>(
    lesson: &Lesson,
    claimed: &'a Prediction,
    graded: &GradedAttempt,
) -> Option<CourseFinding<'a>> {
    let id = &claimed.id;
    if graded.other.is_some() {
        return Some(CourseFinding::PredictionVaries(id));
    }
    Some(CourseFinding::PredictionDiffers {
        id,
        edition: claimed.edition.unwrap_or(lesson.build.edition).as_str(),
        difference: difference(&claimed.expect, &graded.verdict)?,
    })
}

/// Returns how a program differs from a claim, if it does.
fn difference<'a>(claim: &'a Claim, verdict: &Verdict) -> Option<Difference<'a>> {
    let observed = verdict.decisive().into_owned();
    let meets = meets(claim, &observed);
    if meets && prints_as_claimed(claim, &observed) {
        return None;
    }
    Some(Difference {
        claim,
        observed,
        in_output: meets,
    })
}

fn check_starter<'a>(lesson: &'a Lesson, graded: &'a GradedAttempt) -> Option<CourseFinding<'a>> {
    let claim = lesson.starter.as_ref()?;
    let verdict = &graded.verdict;
    if let Some(other) = &graded.other {
        return Some(CourseFinding::FailsInTwoWays {
            program: "the starter",
            verdicts: [verdict, other],
        });
    }
    if verdict.passed() {
        return Some(CourseFinding::StarterPasses);
    }
    difference(claim, verdict).map(CourseFinding::StarterDiffers)
}

fn check_mistake<'a>(
    declared: &'a Mistake,
    name: &'a str,
    graded: &'a GradedAttempt,
) -> Option<CourseFinding<'a>> {
    let verdict = &graded.verdict;
    if let Some(other) = &graded.other {
        return Some(CourseFinding::FailsInTwoWays {
            program: name,
            verdicts: [verdict, other],
        });
    }
    if verdict.passed() {
        return Some(CourseFinding::MistakePasses(declared));
    }
    let feedback = verdict.feedback.as_ref();
    let feedback = feedback.map(|feedback| feedback.id.as_str());
    let outcome = verdict.decisive().outcome.satisfies(declared.outcome);
    let as_declared = outcome && feedback == Some(declared.feedback.as_str());
    (!as_declared).then_some(CourseFinding::MistakeDiffers(declared, verdict))
}

fn check_passes(program: &LessonProgram<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut verdicts = verdicts.into_iter().flatten();
    if let Some(verdict) = verdicts.find(|verdict| !verdict.passed()) {
        let finding = CourseFinding::Refused {
            program: match program.role {
                ProgramRole::Solution => "the solution",
                ProgramRole::RightOrder => "the order of the lines in `[arrange]`",
                _ => "this alternative",
            },
            verdict,
            always: graded.other.is_none(),
        };
        return vec![in_program(program, failure_line(verdict), &finding)];
    }
    let warned =
        matches!(program.role, ProgramRole::Solution).then(|| warnings(program, &graded.verdict));
    warned.unwrap_or_default()
}

/// Returns the warnings of rustc for a solution, which learners will see.
fn warnings(program: &LessonProgram<'_>, verdict: &Verdict) -> Vec<Problem> {
    let all = verdict.observed.diagnostics.iter();
    // The line that counts the warnings has no location.
    let all = all.filter(|d| d.severity == Severity::Warning && d.line.is_some());
    all.map(|d| in_program(program, d.line, &CourseFinding::Warning(&d.message)))
        .collect()
}

fn in_program(
    program: &LessonProgram<'_>,
    line: Option<u32>,
    finding: &CourseFinding<'_>,
) -> Problem {
    if let ProgramRole::RightOrder = program.role {
        let line = toml_texts::line_of(&program.lesson.toml, "arrange");
        return in_lesson(program.lesson, line, finding);
    }
    let line = line.and_then(|line| usize::try_from(line).ok());
    finding.at_line(&program.path(), program.text(), line.unwrap_or(0))
}

/// Returns the line on which a program failed.
fn failure_line(verdict: &Verdict) -> Option<u32> {
    let panic = match &verdict.observed.outcome {
        Outcome::Panicked(panic) => panic.line,
        _ => None,
    };
    let error = verdict.observed.errors().next();
    let breach = verdict.breaches.iter().find_map(|breach| breach.line);
    panic.or(error.and_then(|error| error.line)).or(breach)
}

/// Finds feedback of the lesson that none of its programs triggers.
pub(super) fn never_shown(
    course: &Course,
    lesson: &Lesson,
    graded: &[(&LessonProgram<'_>, &GradedAttempt)],
) -> Vec<Problem> {
    let shown: BTreeSet<String> = graded
        .iter()
        .flat_map(|(program, graded)| triggered(course, program, graded))
        .collect();
    let silent = lesson
        .feedback
        .iter()
        .filter(|one| !shown.contains(&one.id));
    silent
        .map(|one| {
            in_lesson(
                lesson,
                one.line,
                &CourseFinding::FeedbackNeverShown(&one.id),
            )
        })
        .collect()
}

/// Returns the ids of all feedback that one program triggers.
fn triggered(course: &Course, program: &LessonProgram<'_>, graded: &GradedAttempt) -> Vec<String> {
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut ids: Vec<String> = verdicts
        .into_iter()
        .flatten()
        .filter_map(|verdict| Some(verdict.feedback.as_ref()?.id.clone()))
        .collect();
    if let ProgramRole::Prediction(prediction) = program.role {
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
