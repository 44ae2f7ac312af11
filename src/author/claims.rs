//! Compares what a lesson claims about its programs with what they did: starters and mistakes must be refused as declared,
//! solutions and alternatives must pass, and predicted programs must do what `[expect]` says.

use super::programs::{Program, Role};
use super::toml_texts;
use crate::course::{Claim, Lesson, Mistake, Prediction, Problem};
use crate::grader::{GradedAttempt, meets, prints_as_claimed};
use crate::report::{ClaimFinding, Difference};
use crate::verdict::{Outcome, Severity, Verdict};

/// Returns what is wrong with the claims about one program.
pub(super) fn findings(program: &Program<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    let lesson = program.lesson;
    match program.role {
        Role::Starter => {
            let line = toml_texts::line_of(&lesson.toml, "starter");
            let found = check_starter(lesson, graded).into_iter();
            found.map(|one| in_lesson(lesson, line, &one)).collect()
        }
        Role::Mistake(declared) => {
            let line = declared.line;
            let name = format!("`{}`", declared.file);
            let found = check_mistake(declared, &name, graded).into_iter();
            found.map(|one| in_lesson(lesson, line, &one)).collect()
        }
        Role::Prediction(claimed) => {
            let line = claimed.line;
            let found = check_prediction(lesson, claimed, graded).into_iter();
            found.map(|one| in_lesson(lesson, line, &one)).collect()
        }
        Role::Solution | Role::RightOrder | Role::Alternative(_) => check_passes(program, graded),
    }
}

fn in_lesson(lesson: &Lesson, line: usize, finding: &ClaimFinding<'_>) -> Problem {
    let (message, remedy) = (finding.message(), finding.remedy());
    Problem::at_line(&lesson.path, &lesson.toml, line, message, remedy)
}

fn check_prediction<'a>(
    lesson: &Lesson,
    claimed: &'a Prediction,
    graded: &GradedAttempt,
) -> Option<ClaimFinding<'a>> {
    let id = &claimed.id;
    if graded.other.is_some() {
        return Some(ClaimFinding::PredictionVaries(id));
    }
    Some(ClaimFinding::PredictionDiffers {
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

fn check_starter<'a>(lesson: &'a Lesson, graded: &'a GradedAttempt) -> Option<ClaimFinding<'a>> {
    let claim = lesson.starter.as_ref()?;
    let verdict = &graded.verdict;
    if let Some(other) = &graded.other {
        return Some(ClaimFinding::FailsInTwoWays {
            program: "the starter",
            verdicts: [verdict, other],
        });
    }
    if verdict.passed() {
        return Some(ClaimFinding::StarterPasses);
    }
    difference(claim, verdict).map(ClaimFinding::StarterDiffers)
}

fn check_mistake<'a>(
    declared: &'a Mistake,
    name: &'a str,
    graded: &'a GradedAttempt,
) -> Option<ClaimFinding<'a>> {
    let verdict = &graded.verdict;
    if let Some(other) = &graded.other {
        return Some(ClaimFinding::FailsInTwoWays {
            program: name,
            verdicts: [verdict, other],
        });
    }
    if verdict.passed() {
        return Some(ClaimFinding::MistakePasses(declared));
    }
    let feedback = verdict.feedback.as_ref();
    let feedback = feedback.map(|feedback| feedback.id.as_str());
    let outcome = verdict.decisive().outcome.satisfies(declared.outcome);
    let as_declared = outcome && feedback == Some(declared.feedback.as_str());
    (!as_declared).then_some(ClaimFinding::MistakeDiffers(declared, verdict))
}

fn check_passes(program: &Program<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut verdicts = verdicts.into_iter().flatten();
    if let Some(verdict) = verdicts.find(|verdict| !verdict.passed()) {
        let finding = ClaimFinding::Refused {
            program: match program.role {
                Role::Solution => "the solution",
                Role::RightOrder => "the order of the lines in `[arrange]`",
                _ => "this alternative",
            },
            verdict,
            always: graded.other.is_none(),
        };
        return vec![in_program(program, failure_line(verdict), &finding)];
    }
    let warned = matches!(program.role, Role::Solution).then(|| warnings(program, &graded.verdict));
    warned.unwrap_or_default()
}

/// Returns the warnings of rustc for a solution, which learners will see.
fn warnings(program: &Program<'_>, verdict: &Verdict) -> Vec<Problem> {
    let all = verdict.observed.diagnostics.iter();
    // The line that counts the warnings has no location.
    let all = all.filter(|d| d.severity == Severity::Warning && d.line.is_some());
    all.map(|d| in_program(program, d.line, &ClaimFinding::Warning(&d.message)))
        .collect()
}

fn in_program(program: &Program<'_>, line: Option<u32>, finding: &ClaimFinding<'_>) -> Problem {
    if let Role::RightOrder = program.role {
        let line = toml_texts::line_of(&program.lesson.toml, "arrange");
        return in_lesson(program.lesson, line, finding);
    }
    let line = line.and_then(|line| usize::try_from(line).ok());
    let (message, remedy) = (finding.message(), finding.remedy());
    Problem::at_line(
        program.path(),
        program.text(),
        line.unwrap_or(0),
        message,
        remedy,
    )
}

/// Returns the line on which a program failed.
fn failure_line(verdict: &Verdict) -> Option<u32> {
    let panic = match &verdict.observed.outcome {
        Outcome::Panicked(panic) => panic.line,
        _ => None,
    };
    let error = verdict
        .observed
        .diagnostics
        .iter()
        .find(|d| d.severity == Severity::Error);
    let breach = verdict.breaches.iter().find_map(|breach| breach.line);
    panic.or(error.and_then(|error| error.line)).or(breach)
}
