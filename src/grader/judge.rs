//! Brings together what every stage says about one attempt.

use super::feedback::{self, Facts};
use super::plan::Attempt;
use super::run::Runner;
use super::tokens::Tokens;
use super::{Stopped, hidden, rules};
use crate::build::Built;
use crate::compare::{self, Diff};
use crate::course::{Claim, Course, Lesson};
use crate::verdict::{
    Diagnostic, Observation, Outcome, OutcomeKind, RuleBreach, Said, Severity, StageName,
    StageState, TestReport, Verdict,
};

/// What was built for one attempt, taken apart.
pub(super) struct Pieces {
    pub(super) file: String,
    pub(super) program: Built,
    /// With the path of the harness in the workspace.
    pub(super) harness: Option<(String, Built)>,
    pub(super) rejects: Vec<Built>,
}

/// Compiled, and run where that is possible.
pub(super) fn observe(
    runner: &Runner<'_>,
    lesson: &Lesson,
    pieces: &Pieces,
) -> Result<Observation, Stopped> {
    let (outcome, run) = match &pieces.program.executable {
        None => (Outcome::CompileError, None),
        Some(program) => {
            let (outcome, run) = runner.run(lesson, program, &[], &pieces.file)?;
            (outcome, Some(run))
        }
    };
    Ok(Observation {
        outcome,
        diagnostics: pieces.program.diagnostics.clone(),
        run,
    })
}

/// The verdict, but for its hash and time, which the grader knows.
pub(super) fn judge(
    runner: &Runner<'_>,
    course: &Course,
    attempt: &Attempt<'_>,
    pieces: &Pieces,
) -> Result<Verdict, Stopped> {
    let lesson = attempt.lesson;
    let seen = observe(runner, lesson, pieces)?;
    let tests = tests(runner, lesson, &seen, pieces)?;
    let tokens = Tokens::read(attempt.text).ok();
    let mut breaches = tokens
        .as_ref()
        .map_or(Vec::new(), |t| rules::breaches(lesson, t));
    let not_rejected = not_rejected(lesson, &seen, pieces);
    let (output, diff) = output(lesson, &seen);
    let compile = compile(lesson, &seen, not_rejected.is_empty());
    let rules = rules_state(lesson, tokens.is_some(), &breaches);
    breaches.extend(not_rejected);
    let stages = vec![
        (StageName::Compile, compile),
        (StageName::Run, run_state(lesson, &seen)),
        (StageName::Output, output),
        (StageName::Tests, tests_state(&tests)),
        (StageName::Rules, rules),
        (StageName::Schedules, StageState::Absent),
    ];
    let mut verdict = Verdict {
        stages,
        diff,
        tests,
        breaches,
        ..only_seen(lesson, seen)
    };
    if !verdict.passed() {
        verdict.feedback = say(course, attempt, &verdict, tokens.as_ref());
    }
    Ok(verdict)
}

/// A verdict that judges nothing.
pub(super) fn only_seen(lesson: &Lesson, seen: Observation) -> Verdict {
    Verdict {
        lesson: lesson.id.clone(),
        hash: String::new(),
        seen,
        stages: StageName::ALL
            .map(|name| (name, StageState::Absent))
            .to_vec(),
        diff: None,
        tests: Vec::new(),
        breaches: Vec::new(),
        feedback: None,
        millis: 0,
    }
}

fn say(
    course: &Course,
    attempt: &Attempt<'_>,
    verdict: &Verdict,
    tokens: Option<&Tokens>,
) -> Option<Said> {
    let starter = attempt.lesson.files.starter.as_deref().unwrap_or_default();
    let facts = Facts {
        seen: &verdict.seen,
        headline: verdict.headline(),
        tests: &verdict.tests,
        breaches: &verdict.breaches,
        tokens,
        is_starter: same_text(starter, attempt.text),
        wrong_prediction: None,
    };
    feedback::choose(course, attempt.lesson, &facts)
}

/// Editors differ in line ends and in the last newline; a file that differs in no more is still the starter.
fn same_text(left: &str, right: &str) -> bool {
    left.trim_end().lines().eq(right.trim_end().lines())
}

fn tests(
    runner: &Runner<'_>,
    lesson: &Lesson,
    seen: &Observation,
    pieces: &Pieces,
) -> Result<Vec<TestReport>, Stopped> {
    let ended = matches!(
        seen.outcome,
        Outcome::Finished { .. } | Outcome::Panicked(_)
    );
    match &pieces.harness {
        Some((file, built)) if ended => match &built.executable {
            Some(harness) => hidden::run(runner, lesson, harness, file),
            None => Ok(hidden::not_built(lesson, &built.diagnostics)),
        },
        _ => Ok(hidden::skipped(lesson)),
    }
}

/// Whether what happened is what a claim says.
#[must_use]
pub fn agrees(claim: &Claim, seen: &Observation) -> bool {
    if !seen.outcome.satisfies(claim.outcome) {
        return false;
    }
    match &seen.outcome {
        Outcome::CompileError => errors(seen).any(|error| {
            let fits = |wanted: &Option<String>| wanted.is_none() || *wanted == error.code;
            fits(&claim.error) && (claim.line.is_none() || claim.line == error.line)
        }),
        Outcome::Panicked(panic) => {
            (claim.line.is_none() || claim.line == panic.line)
                && claim.panic.is_none_or(|class| class == panic.class)
        }
        Outcome::Finished { code } => *code == 0,
        _ => true,
    }
}

/// What rustc refused.
pub(super) fn errors(seen: &Observation) -> impl Iterator<Item = &Diagnostic> {
    let is_error = |d: &&Diagnostic| d.severity == Severity::Error;
    seen.diagnostics.iter().filter(is_error)
}

fn expects_compile_error(lesson: &Lesson) -> bool {
    let claim = lesson.expect.as_ref();
    claim.is_some_and(|claim| claim.outcome == OutcomeKind::CompileError)
}

fn compile(lesson: &Lesson, seen: &Observation, all_rejected: bool) -> StageState {
    let refused = seen.outcome == Outcome::CompileError;
    let wanted = lesson
        .expect
        .as_ref()
        .filter(|_| expects_compile_error(lesson));
    state(match wanted {
        Some(claim) => agrees(claim, seen),
        None => !refused && all_rejected,
    })
}

fn run_state(lesson: &Lesson, seen: &Observation) -> StageState {
    match &lesson.expect {
        None => StageState::Absent,
        Some(_) if expects_compile_error(lesson) => StageState::Absent,
        Some(_) if seen.outcome == Outcome::CompileError => StageState::Skipped,
        Some(claim) => state(agrees(claim, seen)),
    }
}

fn output(lesson: &Lesson, seen: &Observation) -> (StageState, Option<Diff>) {
    let Some((claim, expected)) = lesson
        .expect
        .as_ref()
        .and_then(|claim| Some((claim, claim.stdout.as_ref()?)))
    else {
        return (StageState::Absent, None);
    };
    let Some(run) = seen
        .run
        .as_ref()
        .filter(|_| !matches!(seen.outcome, Outcome::Killed { .. }))
    else {
        return (StageState::Skipped, None);
    };
    match compare::compare(claim.compare, expected, &run.stdout) {
        Ok(None) => (StageState::Passed, None),
        Ok(diff) => (StageState::Failed, diff),
        // The pattern was tried when the course was loaded.
        Err(_) => (StageState::Failed, None),
    }
}

fn tests_state(tests: &[TestReport]) -> StageState {
    let any = |wanted| tests.iter().any(|test| test.state == wanted);
    if tests.is_empty() {
        StageState::Absent
    } else if any(StageState::Failed) {
        StageState::Failed
    } else if any(StageState::Skipped) {
        StageState::Skipped
    } else {
        StageState::Passed
    }
}

fn rules_state(lesson: &Lesson, readable: bool, breaches: &[RuleBreach]) -> StageState {
    let rules = &lesson.rules;
    let none = rules.signatures.is_empty() && rules.require.is_empty() && rules.forbid.is_empty();
    if !readable {
        StageState::Skipped
    } else if none && breaches.is_empty() {
        StageState::Absent
    } else {
        state(breaches.is_empty())
    }
}

/// The uses that should have been refused, with the error that the lesson names, and were not.
fn not_rejected(lesson: &Lesson, seen: &Observation, pieces: &Pieces) -> Vec<RuleBreach> {
    if seen.outcome == Outcome::CompileError {
        return Vec::new();
    }
    lesson
        .must_reject
        .iter()
        .zip(&pieces.rejects)
        .filter_map(|(must, built)| {
            let errors: Vec<&str> = built
                .diagnostics
                .iter()
                .filter(|d| d.severity == Severity::Error)
                .filter_map(|d| d.code.as_deref())
                .collect();
            let wish = must.says.clone().unwrap_or_else(|| must.code.clone());
            let says = match errors.as_slice() {
                [] => format!("this must not compile, and it does: {wish}"),
                [only] if *only == must.error => return None,
                others => format!(
                    "this must be refused with {}, and rustc says {}: {wish}",
                    must.error,
                    others.join(", ")
                ),
            };
            Some(RuleBreach {
                rule: must.id.clone(),
                line: None,
                says,
            })
        })
        .collect()
}

fn state(good: bool) -> StageState {
    if good {
        StageState::Passed
    } else {
        StageState::Failed
    }
}
