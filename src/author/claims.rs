//! Compares what a lesson claims about its programs with what they did: starters and mistakes must be refused as declared,
//! solutions and alternatives must pass, and predicted programs must do what `[expect]` says.

use super::programs::{Program, Role};
use super::toml_texts;
use crate::course::{Claim, Lesson, Mistake, Prediction, Problem};
use crate::grader::{Graded, meets, prints_as_claimed};
use crate::verdict::{
    Diagnostic, KillReason, Observation, Outcome, Severity, StageName, StageState, TimeLimit,
    Verdict,
};

/// What is wrong with the claims about one program.
pub(super) fn findings(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
    match program.role {
        Role::Starter => check_starter(program, graded),
        Role::Solution | Role::RightOrder | Role::Alternative(_) => check_passes(program, graded),
        Role::Mistake(declared) => check_mistake(program, declared, graded),
        Role::Prediction(claimed) => check_prediction(program, claimed, graded),
    }
}

/// A problem in the lesson's own file.
fn in_lesson(lesson: &Lesson, line: usize, message: String, remedy: &str) -> Problem {
    Problem::at_line(&lesson.path, &lesson.toml, line, message, remedy)
}

fn check_prediction(program: &Program<'_>, claimed: &Prediction, graded: &Graded) -> Vec<Problem> {
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
    let told = describe_claim(claim);
    let seen = verdict.decisive();
    if !meets(claim, &seen) {
        return Some(format!("{told}, but {}", describe_observation(&seen)));
    }
    (!prints_as_claimed(claim, &seen)).then(|| {
        let printed = seen.run.as_ref().map_or("", |run| &run.stdout);
        format!("to print another text than it does: {printed:?}")
    })
}

/// What is wrong with the claim about a starter.
fn check_starter(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
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
            "the starter does not do the same every time: {}",
            describe_both(verdict, other)
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

/// What is wrong with the claim about a mistake.
fn check_mistake(program: &Program<'_>, declared: &Mistake, graded: &Graded) -> Vec<Problem> {
    let verdict = &graded.verdict;
    let here = |message: String, remedy: &str| {
        vec![in_lesson(program.lesson, declared.line, message, remedy)]
    };
    let file = &declared.file;
    if let Some(other) = &graded.other {
        let message = format!(
            "`{file}` does not do the same every time: {}",
            describe_both(verdict, other)
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
    let outcome = verdict.decisive().outcome.satisfies(declared.outcome);
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
        describe_verdict(verdict)
    );
    let remedy = "mend the claim or the file, or the conditions and the order of the feedback";
    here(message, remedy)
}

fn describe_both(one: &Verdict, other: &Verdict) -> String {
    format!(
        "{}; on another run, {}",
        describe_verdict(one),
        describe_verdict(other)
    )
}

/// What is wrong with a program that should pass.
fn check_passes(program: &Program<'_>, graded: &Graded) -> Vec<Problem> {
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
            describe_verdict(verdict)
        );
        let remedy = "make it right, or the lesson: a learner who writes this is refused";
        return vec![in_program(program, failure_line(verdict), message, remedy)];
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
        let line = toml_texts::line_of(&program.lesson.toml, "arrange");
        return in_lesson(program.lesson, line, message, remedy);
    }
    let line = line
        .and_then(|line| usize::try_from(line).ok())
        .unwrap_or(0);
    Problem::at_line(program.path(), program.text(), line, message, remedy)
}

/// The line where a program went wrong.
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

/// What a verdict says, as in "it panics in line 7 (already borrowed), and `overlap` is said".
fn describe_verdict(verdict: &Verdict) -> String {
    let mut told = describe_observation(&verdict.decisive());
    if verdict.passed() {
        return format!("{told} and passes");
    }
    if let Some(why) = describe_failure(verdict) {
        told = format!("{told}; {why}");
    }
    let said = verdict.feedback.as_ref();
    let said = said.map_or("nothing is said".to_owned(), |said| {
        format!("`{}` is said", said.id)
    });
    format!("{told}, and {said}")
}

/// Which stage failed, where the outcome alone does not tell.
fn describe_failure(verdict: &Verdict) -> Option<String> {
    if verdict.stage(StageName::Schedules) == StageState::Failed {
        let failing = verdict.exploration.as_ref().and_then(|found| {
            let trace = found.failing.as_ref()?;
            trace.explanations.first().map(|one| one.says.as_str())
        });
        let why = failing.map_or(String::new(), |says| format!(" ({})", says.trim()));
        return Some(format!("so one order of its threads ends{why}"));
    }
    let breach = || verdict.breaches.first().map(|breach| breach.says.clone());
    match verdict.headline()? {
        StageName::Compile | StageName::Rules => breach(),
        StageName::Output => Some("what it prints is not what the lesson expects".to_owned()),
        StageName::Tests => {
            let failed = verdict
                .tests
                .iter()
                .find(|test| test.state == StageState::Failed)?;
            let detail = failed
                .detail
                .as_deref()
                .map_or(String::new(), |detail| format!(" ({})", first_line(detail)));
            Some(format!("the test `{}` fails{detail}", failed.name))
        }
        StageName::Run | StageName::Schedules => None,
    }
}

/// What a program did.
fn describe_observation(seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::CompileError => format!("rustc refuses it ({})", describe_errors(&seen.diagnostics)),
        Outcome::Finished { code: 0 } => "it runs to its end".to_owned(),
        Outcome::Finished { code } => format!("it ends with exit code {code}"),
        Outcome::Panicked(panic) => {
            let line = panic
                .line
                .map_or("inside std".to_owned(), |line| format!("in line {line}"));
            format!("it panics {line} ({})", first_line(&panic.message))
        }
        Outcome::Deadlocked { .. } => "it deadlocks".to_owned(),
        Outcome::TimedOut { limit } => match limit {
            TimeLimit::Compile => "compiling it takes too long".to_owned(),
            TimeLimit::Asleep => "it sleeps or waits longer than it may".to_owned(),
            TimeLimit::StoodStill => "it does not end in its time".to_owned(),
            TimeLimit::Busy => "it is busy until its time is over".to_owned(),
        },
        Outcome::Killed { by } => match by {
            KillReason::Signal { number } => format!("signal {number} ends it"),
            KillReason::Memory => "it wants more memory than it may have".to_owned(),
            KillReason::StackOverflow => "its stack overflows".to_owned(),
            KillReason::OutputFlood => "it prints more than it may".to_owned(),
        },
    }
}

/// A claim, as in "`panicked` in line 7".
fn describe_claim(claim: &Claim) -> String {
    let details = [
        Some(format!("`{}`", claim.outcome.as_str())),
        claim.error.as_ref().map(|error| format!("with {error}")),
        claim.line.map(|line| format!("in line {line}")),
        claim.panic.map(|class| format!("({})", class.as_str())),
    ];
    let details: Vec<String> = details.into_iter().flatten().collect();
    details.join(" ")
}

fn describe_errors(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error);
    let told: Vec<String> = errors
        .take(3)
        .map(|error| {
            let what = error.code.as_deref().unwrap_or(first_line(&error.message));
            error
                .line
                .map_or(what.to_owned(), |line| format!("{what} in line {line}"))
        })
        .collect();
    told.join(", ")
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}
