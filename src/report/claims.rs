//! Whether the programs of a lesson do what the lesson claims: the findings of `verify` about them, in words.

use super::outcome::{signal, status_of};
use crate::course::{Claim, Mistake};
use crate::verdict::{
    Diagnostic, KillReason, Observation, Outcome, OutcomeKind, Severity, StageName, StageState,
    TimeLimit, Verdict,
};

/// How many errors of rustc a finding names.
const MAX_ERRORS: usize = 3;

/// A claim that a program does not keep.
#[derive(Debug)]
pub enum ClaimFinding<'a> {
    /// The untouched starter passes.
    StarterPasses,
    /// The starter does something other than `[starter]` says.
    StarterDiffers(Difference<'a>),
    /// The starter, or a mistake, got two different verdicts.
    FailsInTwoWays {
        /// `the starter`, or the name of a file in backticks.
        program: &'a str,
        /// Both verdicts.
        verdicts: [&'a Verdict; 2],
    },
    /// A mistake passes.
    MistakePasses(&'a Mistake),
    /// A mistake fails with another outcome or another feedback.
    MistakeDiffers(&'a Mistake, &'a Verdict),
    /// A program that is to be predicted does something other than `expect` says.
    PredictionDiffers {
        id: &'a str,
        edition: &'static str,
        difference: Difference<'a>,
    },
    /// A program that is to be predicted behaved in two ways.
    PredictionVaries(&'a str),
    /// A program that should pass does not, or not always.
    Refused {
        /// `the solution`
        program: &'static str,
        verdict: &'a Verdict,
        always: bool,
    },
    /// rustc warns about a solution.
    Warning(&'a str),
}

/// What a program was claimed to do, and what it did instead.
#[derive(Debug)]
pub struct Difference<'a> {
    pub claim: &'a Claim,
    pub observed: Observation,
    /// Whether only the output differs.
    pub in_output: bool,
}

impl ClaimFinding<'_> {
    /// Returns what is wrong, as a fragment.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::StarterPasses => "the untouched starter passes".to_owned(),
            Self::StarterDiffers(difference) => {
                format!("the starter should {}", describe_difference(difference))
            }
            Self::FailsInTwoWays {
                program,
                verdicts: [one, other],
            } => format!(
                "{program} behaves differently from run to run: either it {}, or it {}",
                describe_verdict(one),
                describe_verdict(other)
            ),
            Self::MistakePasses(mistake) => {
                format!("`{}` is declared as a mistake, but passes", mistake.file)
            }
            Self::MistakeDiffers(mistake, verdict) => format!(
                "`{}` should {} and get the feedback `{}`, but {}",
                mistake.file,
                describe_kind(mistake.outcome),
                mistake.feedback,
                describe_verdict(verdict)
            ),
            Self::PredictionDiffers {
                id,
                edition,
                difference,
            } => {
                let difference = describe_difference(difference);
                format!("in edition {edition}, the program of `{id}` should {difference}")
            }
            Self::PredictionVaries(id) => {
                format!("the program of `{id}` behaves differently from run to run")
            }
            Self::Refused {
                program,
                verdict,
                always,
            } => {
                let passes = if *always {
                    "does not pass"
                } else {
                    "does not always pass"
                };
                format!("{program} {passes}: it {}", describe_verdict(verdict))
            }
            Self::Warning(message) => format!("rustc warns: {message}"),
        }
    }

    /// Returns what to do about it.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::StarterPasses => "leave something to fix in it",
            Self::StarterDiffers(_) => "fix the claim or the starter",
            Self::FailsInTwoWays { .. } => {
                "make it fail in one way, or use `[schedules]` in the lesson"
            }
            Self::MistakePasses(_) => {
                "add a test or a rule that refuses it, or make it an alternative"
            }
            Self::MistakeDiffers(..) => {
                "fix the declaration or the file, or the conditions and the order of the feedback"
            }
            Self::PredictionDiffers { .. } => "fix the claim or the program",
            Self::PredictionVaries(_) => {
                "make it do the same every time, so that it can be predicted"
            }
            Self::Refused { .. } => {
                "fix this file or the lesson: a learner who writes this is refused"
            }
            Self::Warning(_) => "change it so that rustc does not warn",
        }
    }
}

/// Describes what should happen and what happened: "finish, but deadlocks".
fn describe_difference(difference: &Difference<'_>) -> String {
    let Difference {
        claim, observed, ..
    } = difference;
    if difference.in_output {
        let printed = observed.run.as_ref().map_or("", |run| &run.stdout);
        return format!("print what `stdout` says, but prints {printed:?}");
    }
    let claimed = describe_claim(claim);
    format!("{claimed}, but {}", describe_observation(observed))
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
            TimeLimit::StoodStill => "does not end".to_owned(),
            TimeLimit::Asleep | TimeLimit::Busy => format!("is {}", status_of(seen).status),
        },
        Outcome::Killed { by } => match by {
            KillReason::Signal { number } => format!("is killed by {}", signal(*number)),
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
