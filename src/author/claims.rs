//! What a lesson claims about its programs, held against what they did.

use super::programs::{Program, Role};
use super::telling;
use super::texts;
use crate::course::{Claim, Lesson, Mistake, Prediction, Problem};
use crate::grader::{Graded, agrees, prints_as_claimed};
use crate::verdict::{Outcome, OutcomeKind, Severity, StageName, StageState, Verdict};

/// What is wrong with the claims about one program.
pub(super) fn findings(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
    match program.role {
        _ if is_left_to_schedules(program, &graded.verdict) => Vec::new(),
        Role::Starter => starter(program, graded),
        Role::Solution | Role::RightOrder | Role::Alternative(_) => right(program, graded),
        Role::Mistake(declared) => mistake(program, declared, graded),
        Role::Prediction(claimed) => prediction(program, claimed, graded),
    }
}

/// Whether only the stage `schedules` can tell what is wrong with this program, and that stage was not there.
pub(super) fn is_left_to_schedules(program: &Program<'_>, verdict: &Verdict) -> bool {
    let declared = match program.role {
        Role::Starter => program.lesson.starter.as_ref().map(|claim| claim.outcome),
        Role::Mistake(mistake) => Some(mistake.outcome),
        _ => return false,
    };
    let by_itself = matches!(
        declared,
        Some(OutcomeKind::CompileError | OutcomeKind::Panicked)
    );
    program.lesson.schedules.is_some()
        && verdict.stage(StageName::Schedules) == StageState::Absent
        && verdict.seen.outcome != Outcome::CompileError
        && !by_itself
}

/// A problem in the lesson's own file.
fn in_lesson(lesson: &Lesson, line: usize, message: String, remedy: &str) -> Problem {
    Problem::at_line(&lesson.path, &lesson.toml, line, message, remedy)
}

fn starter(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
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

fn right(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
    let name = match program.role {
        Role::Solution => "the solution",
        Role::RightOrder => "the order of the lines in `[arrange]`",
        _ => "this alternative",
    };
    let verdicts = [Some(&graded.verdict), graded.other.as_ref()];
    let mut failed = verdicts
        .into_iter()
        .flatten()
        .filter(|verdict| !verdict.passed());
    if let Some(verdict) = failed.next() {
        let sometimes = if graded.other.is_some() {
            ", now and then"
        } else {
            ""
        };
        let message = format!(
            "{name} does not pass{sometimes}: {}",
            telling::verdict(verdict)
        );
        let remedy = "make it right, or the lesson: a learner who writes this is refused";
        return vec![in_program(program, place(verdict), message, remedy)];
    }
    let warned = matches!(program.role, Role::Solution).then(|| warnings(program, &graded.verdict));
    warned.unwrap_or_default()
}

/// What rustc warns of in a solution: learners see it, and learn from it.
fn warnings(program: &Program<'_>, verdict: &Verdict) -> Vec<Problem> {
    let all = verdict
        .seen
        .diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Warning);
    let problem = |line: Option<u32>, message: &str| {
        let message = format!("rustc warns: {message}");
        in_program(
            program,
            line,
            message,
            "write it so that rustc has nothing to say",
        )
    };
    // A count of the others has no line of its own.
    let all = all.filter(|warning| warning.line.is_some());
    all.map(|warning| problem(warning.line, &warning.message))
        .collect()
}

fn mistake(program: &Program<'_>, declared: &Mistake, graded: &Graded) -> Vec<Problem> {
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
    let outcome = verdict.seen.outcome.satisfies(declared.outcome);
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
    if !agrees(claim, &verdict.seen) {
        return Some(format!("{told}, but {}", telling::observed(&verdict.seen)));
    }
    (!prints_as_claimed(claim, &verdict.seen)).then(|| {
        let printed = verdict.seen.run.as_ref().map_or("", |run| &run.stdout);
        format!("to print another text than it does: {printed:?}")
    })
}

fn both(one: &Verdict, other: &Verdict) -> String {
    format!(
        "{}; on another run, {}",
        telling::verdict(one),
        telling::verdict(other)
    )
}

/// A problem in the program's own file.
fn in_program(program: &Program<'_>, line: Option<u32>, message: String, remedy: &str) -> Problem {
    if let Role::RightOrder = program.role {
        let line = texts::line_of(&program.lesson.toml, "arrange");
        return in_lesson(program.lesson, line, message, remedy);
    }
    let line = line
        .and_then(|line| usize::try_from(line).ok())
        .unwrap_or(0);
    Problem::at_line(program.path(), program.text(), line, message, remedy)
}

/// The line where a program went wrong.
fn place(verdict: &Verdict) -> Option<u32> {
    let panic = match &verdict.seen.outcome {
        Outcome::Panicked(panic) => panic.line,
        _ => None,
    };
    let error = verdict
        .seen
        .diagnostics
        .iter()
        .find(|d| d.severity == Severity::Error);
    let breach = verdict.breaches.iter().find_map(|breach| breach.line);
    panic.or(error.and_then(|error| error.line)).or(breach)
}
