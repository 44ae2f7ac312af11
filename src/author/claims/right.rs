//! Solutions and alternatives: they pass, every time, and learners see nothing of them that rustc warns of.

use super::super::programs::{Program, Role};
use super::super::{telling, texts};
use super::in_lesson;
use crate::course::Problem;
use crate::grader::Graded;
use crate::verdict::{Outcome, Severity, Verdict};

/// What is wrong with a program that should pass.
pub(super) fn passes(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
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
        .observed
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
