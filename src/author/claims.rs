//! Compares what a lesson claims about its programs with what they did: starters and mistakes must be refused as declared,
//! solutions and alternatives must pass, and predicted programs must do what `[expect]` says.

use super::programs::{Program, Role};
use super::toml_texts;
use crate::course::{Claim, Lesson, Mistake, Prediction, Problem};
use crate::grader::{GradedAttempt, meets, prints_as_claimed};
use crate::verdict::{
    Diagnostic, KillReason, Observation, Outcome, OutcomeKind, Severity, StageName, StageState,
    TimeLimit, Verdict,
};

/// How many errors of rustc a finding names.
const MAX_ERRORS: usize = 3;

/// Returns what is wrong with the claims about one program.
pub(super) fn findings(program: &Program<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    match program.role {
        Role::Starter => check_starter(program, graded),
        Role::Solution | Role::RightOrder | Role::Alternative(_) => check_passes(program, graded),
        Role::Mistake(declared) => check_mistake(program, declared, graded),
        Role::Prediction(claimed) => check_prediction(program, claimed, graded),
    }
}

fn in_lesson(lesson: &Lesson, line: usize, message: String, remedy: &str) -> Problem {
    Problem::at_line(&lesson.path, &lesson.toml, line, message, remedy)
}

fn check_prediction(
    program: &Program<'_>,
    claimed: &Prediction,
    graded: &GradedAttempt,
) -> Vec<Problem> {
    let verdict = &graded.verdict;
    let here = |message: String, remedy: &str| {
        vec![in_lesson(program.lesson, claimed.line, message, remedy)]
    };
    let id = &claimed.id;
    if graded.other.is_some() {
        let message = format!("the program of `{id}` behaves differently from run to run");
        return here(
            message,
            "make it do the same every time, so that it can be predicted",
        );
    }
    let edition = claimed
        .edition
        .unwrap_or(program.lesson.build.edition)
        .as_str();
    match difference(&claimed.expect, verdict) {
        None => Vec::new(),
        Some(difference) => {
            let message =
                format!("in edition {edition}, the program of `{id}` should {difference}");
            here(message, "fix the claim or the program")
        }
    }
}

/// Returns what should happen and what happened, if they differ: "finish, but deadlocks".
fn difference(claim: &Claim, verdict: &Verdict) -> Option<String> {
    let claimed = describe_claim(claim);
    let seen = verdict.decisive();
    if !meets(claim, &seen) {
        return Some(format!("{claimed}, but {}", describe_observation(&seen)));
    }
    (!prints_as_claimed(claim, &seen)).then(|| {
        let printed = seen.run.as_ref().map_or("", |run| &run.stdout);
        format!("print what `stdout` says, but prints {printed:?}")
    })
}

fn check_starter(program: &Program<'_>, graded: &GradedAttempt) -> Vec<Problem> {
    let lesson = program.lesson;
    let Some(claim) = &lesson.starter else {
        return Vec::new();
    };
    let here = |message: String, remedy: &str| {
        vec![in_lesson(
            lesson,
            toml_texts::line_of(&lesson.toml, "starter"),
            message,
            remedy,
        )]
    };
    let verdict = &graded.verdict;
    if let Some(other) = &graded.other {
        let message = format!(
            "the starter behaves differently from run to run: {}",
            describe_both(verdict, other)
        );
        return here(
            message,
            "make it fail in one way, or use `[schedules]` in the lesson",
        );
    }
    if verdict.passed() {
        return here(
            "the untouched starter passes".to_owned(),
            "leave something to fix in it",
        );
    }
    if let Some(difference) = difference(claim, verdict) {
        return here(
            format!("the starter should {difference}"),
            "fix the claim or the starter",
        );
    }
    Vec::new()
}

fn check_mistake(
    program: &Program<'_>,
    declared: &Mistake,
    graded: &GradedAttempt,
) -> Vec<Problem> {
    let verdict = &graded.verdict;
    let here = |message: String, remedy: &str| {
        vec![in_lesson(program.lesson, declared.line, message, remedy)]
    };
    let file = &declared.file;
    if let Some(other) = &graded.other {
        let message = format!(
            "`{file}` behaves differently from run to run: {}",
            describe_both(verdict, other)
        );
        return here(
            message,
            "make it fail in one way, or use `[schedules]` in the lesson",
        );
    }
    if verdict.passed() {
        let remedy = "add a test or a rule that refuses it, or make it an alternative";
        return here(
            format!("`{file}` is declared as a mistake, but passes"),
            remedy,
        );
    }
    let feedback = verdict
        .feedback
        .as_ref()
        .map(|feedback| feedback.id.as_str());
    let outcome = verdict.decisive().outcome.satisfies(declared.outcome);
    if outcome && feedback == Some(declared.feedback.as_str()) {
        return Vec::new();
    }
    let claim = format!(
        "{} and get the feedback `{}`",
        describe_kind(declared.outcome),
        declared.feedback
    );
    let message = format!("`{file}` should {claim}, but {}", describe_verdict(verdict));
    let remedy = "fix the declaration or the file, or the conditions and the order of the feedback";
    here(message, remedy)
}

fn describe_both(one: &Verdict, other: &Verdict) -> String {
    format!(
        "either it {}, or it {}",
        describe_verdict(one),
        describe_verdict(other)
    )
}

fn check_passes(program: &Program<'_>, graded: &GradedAttempt) -> Vec<Problem> {
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
        let passes = if graded.other.is_some() {
            "does not always pass"
        } else {
            "does not pass"
        };
        let message = format!("{name} {passes}: it {}", describe_verdict(verdict));
        let remedy = "fix this file or the lesson: a learner who writes this is refused";
        return vec![in_program(program, failure_line(verdict), message, remedy)];
    }
    let warned = matches!(program.role, Role::Solution).then(|| warnings(program, &graded.verdict));
    warned.unwrap_or_default()
}

/// Returns the warnings of rustc for a solution, which learners will see.
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
            "change it so that rustc does not warn",
        )
    };
    // The line that counts the warnings has no location.
    let all = all.filter(|warning| warning.line.is_some());
    all.map(|warning| problem(warning.line, &warning.message))
        .collect()
}

fn in_program(program: &Program<'_>, line: Option<u32>, message: String, remedy: &str) -> Problem {
    if let Role::RightOrder = program.role {
        let line = toml_texts::line_of(&program.lesson.toml, "arrange");
        return in_lesson(program.lesson, line, message, remedy);
    }
    let line = line
        .and_then(|line| usize::try_from(line).ok())
        .unwrap_or(0);
    Problem::at_line(program.path(), program.text(), line, message, remedy)
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

/// Describes a verdict in the third person: "panics on line 7 (already borrowed) and gets the feedback `overlap`".
fn describe_verdict(verdict: &Verdict) -> String {
    let observed = describe_observation(&verdict.decisive());
    if verdict.passed() {
        return format!("{observed} and passes");
    }
    let feedback = verdict.feedback.as_ref();
    let feedback = feedback.map_or("gets no feedback".to_owned(), |feedback| {
        format!("gets the feedback `{}`", feedback.id)
    });
    match describe_failure(verdict) {
        Some(failure) => format!("{observed}, {failure}, and {feedback}"),
        None => format!("{observed} and {feedback}"),
    }
}

/// Describes the failed stage, if the outcome alone does not tell.
fn describe_failure(verdict: &Verdict) -> Option<String> {
    if verdict.stage(StageName::Schedules) == StageState::Failed {
        let explanation = verdict.exploration.as_ref().and_then(|exploration| {
            let trace = exploration.failing.as_ref()?;
            trace.explanations.first().map(|one| one.says.as_str())
        });
        let why = explanation.map_or(String::new(), |says| format!(" ({})", says.trim()));
        return Some(format!("fails in one schedule{why}"));
    }
    let breach = || {
        let breach = verdict.breaches.first()?;
        Some(format!("breaks a rule ({})", breach.says))
    };
    match verdict.headline()? {
        StageName::Compile | StageName::Rules => breach(),
        StageName::Output => Some("prints something other than `[expect]`".to_owned()),
        StageName::Tests => {
            let mut tests = verdict.tests.iter();
            let failed = tests.find(|test| test.state == StageState::Failed)?;
            let detail = failed.detail.as_deref();
            let detail = detail.map_or(String::new(), |text| format!(" ({})", first_line(text)));
            Some(format!("fails the test `{}`{detail}", failed.name))
        }
        StageName::Run | StageName::Schedules => None,
    }
}

/// Describes what a program did, in the third person: "panics on line 7 (already borrowed)".
fn describe_observation(seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::CompileError => format!("fails with {}", describe_errors(&seen.diagnostics)),
        Outcome::Finished { code: 0 } => "finishes".to_owned(),
        Outcome::Finished { code } => format!("exits with code {code}"),
        Outcome::Panicked(panic) => {
            let line = panic.line;
            let line = line.map_or("inside std".to_owned(), |line| format!("on line {line}"));
            format!("panics {line} ({})", first_line(&panic.message))
        }
        Outcome::Deadlocked { .. } => "deadlocks".to_owned(),
        Outcome::TimedOut { limit } => match limit {
            TimeLimit::Compile => "takes too long to compile".to_owned(),
            TimeLimit::Asleep => "is still sleeping or waiting when its time is over".to_owned(),
            TimeLimit::StoodStill => "has not finished when its time is over".to_owned(),
            TimeLimit::Busy => "is still running when its time is over".to_owned(),
        },
        Outcome::Killed { by } => match by {
            KillReason::Signal { number } => format!("is killed by signal {number}"),
            KillReason::Memory => "uses too much memory".to_owned(),
            KillReason::StackOverflow => "overflows its stack".to_owned(),
            KillReason::OutputFlood => "prints too much".to_owned(),
        },
    }
}

/// Describes a claim as an infinitive: "panic on line 7 (already-borrowed)".
fn describe_claim(claim: &Claim) -> String {
    let fails = match &claim.error {
        Some(error) => format!("fail with {error}"),
        None => describe_kind(claim.outcome).to_owned(),
    };
    let line = claim.line.map(|line| format!("on line {line}"));
    let panic = claim.panic.map(|class| format!("({})", class.as_str()));
    let parts = [Some(fails), line, panic];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn describe_kind(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::CompileError => "fail to compile",
        OutcomeKind::Finished => "finish",
        OutcomeKind::Panicked => "panic",
        OutcomeKind::Deadlocked => "deadlock",
        OutcomeKind::TimedOut => "time out",
        OutcomeKind::Killed => "be killed",
    }
}

fn describe_errors(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error);
    let described = errors.take(MAX_ERRORS).map(|error| {
        let what = error.code.as_deref().unwrap_or(first_line(&error.message));
        error
            .line
            .map_or(what.to_owned(), |line| format!("{what} on line {line}"))
    });
    described.collect::<Vec<_>>().join(", ")
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}
