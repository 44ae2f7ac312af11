//! What grading found, as pure data: outcomes, stages, diagnostics, feedback.
//!
//! One vocabulary serves grading, predicting and showing. Nothing here runs, reads or prints anything: the grader fills
//! in a [`Verdict`], and `report` puts it into words. Texts from programs and compilers are valid UTF-8 and otherwise
//! unchanged, so that they can be compared; the code that prints them sanitizes them.

mod exploration;
mod outcome;
mod stage;
mod trace;

pub use exploration::{Exploration, ScheduleResult, Shortfall};
pub use trace::{
    AccessMode, AtomicType, BlockedThread, Blocker, Call, CallUnderGuard, CapturedHandle, Cause,
    CellKind, ChangeCertainty, ChangeCount, ClonedHandle, DeadlockShape, Disambiguation,
    EarlyAnnouncement, EarlyEnd, EventKind, ExitKind, ExitPlace, Explanation, FieldOfType,
    GuardEnd, Guards, Holding, IgnoredBy, Keeper, LastNotification, LaterUse, Leak, LeakEdge,
    LeakLink, LeakedValue, LivingSender, MovedSender, NamedPlace, NestedAcquisition, OppositeOrder,
    OtherRead, OutdatedCheck, OwningVariable, PassedTwice, Place, PointerComparison, Race,
    RaceKind, RunEnd, SameCell, SameNameCell, SharedAccess, SkippedChange, StolenWakeup,
    StoredGuard, Suspended, TornPair, Trace, TraceEvent, TracedAction, TracedCell, TracedThread,
    TracingArtifact, Unfollowed, UnnotifiedChange, UnorderedStores, UnreachedChanges, UntracedWait,
    WaitReason, WaitTarget, WeakField,
};

pub use stage::{StageName, StageState, Stages};

pub use outcome::{KillReason, Outcome, OutcomeKind, Panic, PanicKind, TimeLimit};

use crate::compare::Diff;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use strum::VariantArray as _;

/// A Rust edition that lessons are built with.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Edition {
    /// Rust 2015.
    #[serde(skip)]
    #[strum(serialize = "2015")]
    E2015,
    /// Rust 2018.
    #[serde(skip)]
    #[strum(serialize = "2018")]
    E2018,
    /// Rust 2021.
    #[serde(rename = "2021")]
    #[strum(serialize = "2021")]
    E2021,
    /// Rust 2024.
    #[default]
    #[serde(rename = "2024")]
    #[strum(serialize = "2024")]
    E2024,
}

impl Edition {
    /// All editions, oldest first, including those that only files outside the course use.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Returns the edition as Cargo writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Error,
    Warning,
}

/// What rustc or clippy said about the learner's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Diagnostic {
    pub severity: Severity,
    /// An error code (`E0594`) or the name of a lint.
    pub code: Option<String>,
    /// The line in the learner's file.
    pub line: Option<u32>,
    /// In characters, from 1.
    pub column: Option<u32>,
    pub message: String,
    /// The whole diagnostic as rustc prints it, without colors.
    pub rendered: String,
    /// The same in rustc's own colors.
    #[serde(skip)]
    pub colored: String,
}

impl Diagnostic {
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Returns the errors among the diagnostics.
pub fn errors(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(|found| found.is_error())
}

/// The line that replaces what was dropped from the middle of a long output.
pub const LEFT_OUT: &str = "[…]";

/// What one run of the program printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// Standard output, without its middle if it was too long.
    pub stdout: String,
    pub stderr: String,
    /// Whether a part of stdout was left out.
    pub truncated: bool,
    /// Every panic, in order, including those of threads that were never joined.
    pub panics: Vec<Panic>,
    pub millis: u64,
}

/// What happened when a program was compiled and run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    pub outcome: Outcome,
    /// Errors first.
    pub diagnostics: Vec<Diagnostic>,
    /// `None` if nothing ran.
    pub run: Option<RunReport>,
}

impl Observation {
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        errors(&self.diagnostics)
    }

    /// The line of the first error, or of the panic.
    #[must_use]
    pub fn main_line(&self) -> Option<u32> {
        let error = self.errors().find_map(|error| error.line);
        error.or(match &self.outcome {
            Outcome::Panicked(panic) => panic.line,
            Outcome::CompileError
            | Outcome::Finished { .. }
            | Outcome::Deadlocked { .. }
            | Outcome::TimedOut { .. }
            | Outcome::Killed { .. } => None,
        })
    }
}

/// A hidden test and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestReport {
    pub name: String,
    /// What it checks, in a sentence of the lesson.
    pub description: String,
    pub result: TestResult,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TestResult {
    Passed,
    /// It ran for this many milliseconds, and did not pass.
    Failed {
        outcome: Outcome,
        millis: u64,
    },
    /// The program compiles by itself, but not with the tests.
    NotBuilt(TestBuildError),
    /// The learner's file should have it, but does not.
    Missing,
    /// It did not run, because the program or an earlier test had to be killed.
    Skipped,
}

/// Why the hidden tests do not compile with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestBuildError {
    /// The first error.
    pub message: String,
    /// Its line, if it is in one of the learner's own tests.
    pub own_line: Option<u32>,
    /// Its line in the hidden tests, if it is there.
    pub hidden_line: Option<u32>,
    /// The signature that the lesson asks for, if the error names its function.
    pub signature: Option<String>,
}

impl TestReport {
    #[must_use]
    pub fn state(&self) -> StageState {
        match self.result {
            TestResult::Passed => StageState::Passed,
            TestResult::Failed { .. } | TestResult::NotBuilt(_) | TestResult::Missing => {
                StageState::Failed
            }
            TestResult::Skipped => StageState::Skipped,
        }
    }

    /// Returns how it ended; `None` if it did not run.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.result {
            TestResult::Passed => Some(&Outcome::Finished { code: 0 }),
            TestResult::Failed { outcome, .. } => Some(outcome),
            TestResult::NotBuilt(_) | TestResult::Missing | TestResult::Skipped => None,
        }
    }

    /// Whether it ran and failed. Tests that do not compile show nothing about the program.
    #[must_use]
    pub fn ran_and_failed(&self) -> bool {
        matches!(self.result, TestResult::Failed { .. })
    }
}

/// What a learner predicts before the program runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PredictedOutcome {
    pub outcome: OutcomeKind,
    /// The line of the error or the panic.
    pub line: Option<u32>,
    /// The code of the error. Optional, and a bonus if it is right.
    pub error: Option<String>,
    pub stdout: Option<String>,
}

/// A prediction, compared with what the program did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictionResult {
    /// The prediction's id.
    pub id: String,
    pub predicted: PredictedOutcome,
    pub observed: Observation,
    /// Whether the outcome and its line, or the output, are right.
    pub right: bool,
    /// Whether the error code is right; `None` if none was predicted or there was no error.
    pub error_right: Option<bool>,
    pub feedback: Option<Feedback>,
}

/// One rule that the file breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenRule {
    /// The rule as the lesson writes it, or the name of a rule that every lesson has.
    pub rule: String,
    pub line: Option<u32>,
    pub kind: BrokenRuleKind,
}

/// How a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BrokenRuleKind {
    /// The file does not use what it must use.
    NotUsed,
    /// The file uses what it must not use.
    Forbidden { used: String },
    /// A function uses what it must not use.
    ForbiddenInFunction { function: String, used: String },
    /// The file has a line of code that it must not have, either at all or after a certain earlier line.
    ForbiddenCode { code: String, after: Option<u32> },
    /// The file uses something that is reserved in lessons with hidden tests or schedules, unless the lesson allows it.
    Reserved(ReservedReason),
    /// The file defines a macro that the hidden tests use.
    OwnMacro { name: String },
    /// The function has another signature.
    OtherSignature { function: String },
    /// The file has no function with the name that the lesson requires.
    NoFunction,
    /// Code that must not compile does.
    Accepted { code: String },
    /// rustc rejects code that must compile.
    Rejected { code: String, message: String },
    /// rustc rejects code that must not compile, but with another error.
    OtherError {
        code: String,
        wanted: String,
        reported: String,
        /// What rustc says.
        #[serde(default)]
        message: String,
    },
    /// clippy or rustc warns about the file.
    Warned { message: String },
}

/// Why something is reserved. If several reasons apply, the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ReservedReason {
    ReachesOut,
    /// It is in a module of the learner's own tests, but changes the program.
    ChangesProgram,
    HidesFailure,
    /// It orders threads by time, so schedules with another order are not tried.
    HidesSchedules,
    ReplacesTestItems,
    RunsBeforeTests,
    SeesGrading,
    /// It asserts to rustc what rustc would otherwise check, so what rustc rejects proves nothing.
    OverrulesCompiler,
}

/// What the lesson says about a failure: the first of its feedback rules that applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The id of the rule.
    pub id: String,
    /// In Markdown.
    pub text: String,
    /// Whether the lesson wrote it for this particular failure: it is neither the course's nor a stage's fallback.
    #[serde(skip)]
    pub by_lesson: bool,
}

/// Everything that grading found about one text of one lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The lesson's id.
    pub lesson: String,
    /// The hash of the graded text with its lesson, the toolchain and cellmate's version. A verdict on another text is
    /// never current. Files do not contain it: a verdict that is read from a file may be outdated.
    #[serde(skip)]
    pub hash: String,
    pub observed: Observation,
    /// What the program should have done, if the lesson says so.
    pub expected: Option<OutcomeKind>,
    pub stages: Stages,
    /// Expected and actual output; `None` if they agree or were not compared.
    pub diff: Option<Diff>,
    /// The hidden tests, in the lesson's order.
    pub tests: Vec<TestReport>,
    pub broken_rules: Vec<BrokenRule>,
    /// The first line with `unsafe`, if there are hidden tests: what they report about the file then proves nothing.
    pub unsafe_line: Option<u32>,
    pub feedback: Option<Feedback>,
    /// The schedules that were tried, if the lesson asks for them.
    pub exploration: Option<Exploration>,
    /// How long grading took.
    pub millis: u64,
}

impl Verdict {
    /// Returns a verdict on a lesson's text in which no stage is judged.
    #[must_use]
    pub fn unjudged(lesson: &str, observed: Observation) -> Self {
        Self {
            lesson: lesson.to_owned(),
            hash: String::new(),
            observed,
            expected: None,
            stages: Stages::each(|_| StageState::NotApplicable),
            diff: None,
            tests: Vec::new(),
            broken_rules: Vec::new(),
            unsafe_line: None,
            feedback: None,
            exploration: None,
            millis: 0,
        }
    }

    /// Whether every stage of the lesson passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        let is_good = |state| matches!(state, StageState::Passed | StageState::NotApplicable);
        self.stages.iter().all(|(_, state)| is_good(state))
    }

    /// Returns the first stage that failed. If a schedule failed, a stage with a single run of the
    /// same code doesn't count: it may have failed only by chance.
    #[must_use]
    pub fn first_failure(&self) -> Option<StageName> {
        let by_schedule = self.stage(StageName::Schedules) == StageState::Failed;
        let failed = |&(name, state): &(StageName, StageState)| {
            state == StageState::Failed && !(by_schedule && self.is_by_chance(name))
        };
        self.stages.iter().find(failed).map(|(name, _)| name)
    }

    /// Returns the first broken rule that is about a line, with the line, if rules are why the file did not pass.
    #[must_use]
    pub fn line_of_broken_rule(&self) -> Option<(u32, &BrokenRule)> {
        let is_why = self.first_failure() == Some(StageName::Rules);
        let mut broken = self.broken_rules.iter().filter(|_| is_why);
        broken.find_map(|broken| Some((broken.line?, broken)))
    }

    /// Whether a stage that failed ran only code that depends on the schedule: the program, or the hidden test whose
    /// schedules were tried.
    fn is_by_chance(&self, stage: StageName) -> bool {
        let explored = self
            .exploration
            .as_ref()
            .and_then(|found| found.test.as_ref());
        let mut failed = self
            .tests
            .iter()
            .filter(|test| test.state() == StageState::Failed);
        match stage {
            StageName::Run | StageName::Output => true,
            StageName::Tests => failed.all(|test| Some(&test.name) == explored),
            StageName::Compile | StageName::Rules | StageName::Schedules => false,
        }
    }

    /// Whether another run of the same text got the same verdict, as far as a learner can see.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let feedback = |verdict: &Self| verdict.feedback.as_ref().map(|given| given.id.clone());
        let printed = |verdict: &Self| verdict.observed.run.as_ref().map(|run| run.stdout.clone());
        // If nothing is judged, as in a prediction, the output is all there is to compare.
        let unjudged = self.stages == Stages::each(|_| StageState::NotApplicable);
        self.stages == other.stages
            && self.observed.outcome.kind() == other.observed.outcome.kind()
            && feedback(self) == feedback(other)
            && (!unjudged || printed(self) == printed(other))
    }

    /// Whether the program and its tests did the same in another run, as far as feedback can tell.
    #[must_use]
    pub fn did_the_same(&self, other: &Self) -> bool {
        let is_same_run = match (&self.observed.run, &other.observed.run) {
            (Some(one), Some(other)) => one.stdout == other.stdout && one.panics == other.panics,
            (one, other) => one.is_none() && other.is_none(),
        };
        let mut tests = self.tests.iter().zip(&other.tests);
        is_same_run
            && self.stages == other.stages
            && self.observed.outcome == other.observed.outcome
            && tests.all(|(one, other)| {
                one.state() == other.state() && one.outcome() == other.outcome()
            })
    }

    /// Returns what decides the verdict: the run itself, or the failing schedule if the schedules stage failed.
    #[must_use]
    pub fn decisive(&self) -> Cow<'_, Observation> {
        let failing = self
            .exploration
            .as_ref()
            .and_then(Exploration::failing_result);
        match failing {
            Some(result) if self.stage(StageName::Schedules) == StageState::Failed => {
                let outcome = result.ending.outcome();
                let panics = match &outcome {
                    Outcome::Panicked(panic) => vec![panic.clone()],
                    _ => Vec::new(),
                };
                let run = RunReport {
                    stdout: result.stdout.clone(),
                    panics,
                    ..RunReport::default()
                };
                Cow::Owned(Observation {
                    outcome,
                    diagnostics: self.observed.diagnostics.clone(),
                    run: Some(run),
                })
            }
            _ => Cow::Borrowed(&self.observed),
        }
    }

    #[must_use]
    pub fn stage(&self, name: StageName) -> StageState {
        self.stages.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_schedules_explain_a_failure_of_their_own_test() {
        let failed = |name: &str| TestReport {
            name: name.to_owned(),
            description: String::new(),
            result: TestResult::Failed {
                outcome: Outcome::Finished { code: 1 },
                millis: 0,
            },
        };
        let observed = Observation {
            outcome: Outcome::Finished { code: 0 },
            diagnostics: Vec::new(),
            run: None,
        };
        let mut verdict = Verdict::unjudged("l", observed);
        for stage in [StageName::Output, StageName::Tests, StageName::Schedules] {
            verdict.stages.set(stage, StageState::Failed);
        }
        verdict.exploration = Some(Exploration {
            test: Some("at_once".to_owned()),
            ..Exploration::default()
        });
        verdict.tests = vec![failed("at_once")];
        assert_eq!(verdict.first_failure(), Some(StageName::Schedules));
        verdict.tests.push(failed("in_turn"));
        assert_eq!(verdict.first_failure(), Some(StageName::Tests));
        verdict.stages.set(StageName::Schedules, StageState::Passed);
        assert_eq!(verdict.first_failure(), Some(StageName::Output));
    }
}
