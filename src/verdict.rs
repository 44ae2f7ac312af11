//! What grading found, as pure data: outcomes, stages, diagnostics, feedback.
//!
//! One vocabulary serves grading, predicting and showing. Nothing here runs, reads or prints anything;
//! the grader fills a [`Verdict`] in and the screens draw it. Texts that come from programs and compilers are
//! valid UTF-8 and otherwise as they came, so that they can be compared: whoever prints them sanitizes them.

mod exploration;
mod outcome;
mod trace;

pub use exploration::{Exploration, ScheduleResult, Shortfall};
pub use trace::{
    AccessMode, EventKind, Explanation, ExplanationKind, Guards, Place, RunEnd, Trace, TraceEvent,
    TracedCell, TracedThread,
};

pub use outcome::{KillReason, Outcome, OutcomeKind, Panic, PanicClass, TimeLimit};

use crate::compare::Diff;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The stages of a verdict, in the order in which they are the headline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StageName {
    /// rustc accepts the file, and refuses what it has to refuse.
    Compile,
    /// The program ends the way it should.
    Run,
    /// It prints what it should.
    Output,
    /// The hidden tests pass.
    Tests,
    /// The rules of the lesson are kept.
    Rules,
    /// Every thread interleaving that was tried ends well.
    Schedules,
}

impl StageName {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Compile,
        Self::Run,
        Self::Output,
        Self::Tests,
        Self::Rules,
        Self::Schedules,
    ];

    /// The word, as lessons and JSON write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compile => "compile",
            Self::Run => "run",
            Self::Output => "output",
            Self::Tests => "tests",
            Self::Rules => "rules",
            Self::Schedules => "schedules",
        }
    }
}

/// How a stage went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageState {
    /// All of it is as it should be.
    Passed,
    /// Something is not.
    Failed,
    /// It could not be tried, because of an earlier stage.
    Skipped,
    /// The lesson does not ask for it.
    Absent,
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It stops the build.
    Error,
    /// It does not.
    Warning,
}

/// One thing rustc (or clippy) said about the learner's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// `E0594`, or the name of a lint.
    pub code: Option<String>,
    /// The line in the learner's file, where there is one.
    pub line: Option<u32>,
    /// Its column, counted in characters from 1.
    pub column: Option<u32>,
    /// The sentence.
    pub message: String,
    /// All of it as rustc lays it out, without colour.
    pub rendered: String,
    /// The same in rustc's own colours.
    #[serde(skip)]
    pub colored: String,
}

/// What one run of the program gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// What it printed; the middle is left out where it was too long.
    pub stdout: String,
    /// The same for stderr.
    pub stderr: String,
    /// Whether some of stdout was left out.
    pub truncated: bool,
    /// Every panic of the run, in order; also those of threads that nobody waited for.
    pub panics: Vec<Panic>,
    /// How long it ran.
    pub millis: u64,
}

/// What compiling and running a program showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// What the program did.
    pub outcome: Outcome,
    /// What rustc said, errors first.
    pub diagnostics: Vec<Diagnostic>,
    /// What the run gave; none where nothing was run.
    pub run: Option<RunReport>,
}

/// How one hidden test went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestReport {
    /// Its name, as lessons give it.
    pub name: String,
    /// The sentence that says what it asks for.
    pub says: String,
    /// How it went.
    pub state: StageState,
    /// What the process did; none where the test was not run.
    pub outcome: Option<Outcome>,
    /// What to tell about a failure, in a sentence or two.
    pub detail: Option<String>,
}

/// What a learner says a program will do, before it is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// The outcome.
    pub outcome: OutcomeKind,
    /// The line of the error or the panic.
    pub line: Option<u32>,
    /// The code of the error: a bonus.
    pub error: Option<String>,
    /// What it prints.
    pub stdout: Option<String>,
}

/// A commitment beside what really happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictionResult {
    /// The prediction's id.
    pub prediction: String,
    /// What was said.
    #[serde(rename = "said")]
    pub predicted: Commitment,
    /// What happened.
    #[serde(rename = "seen")]
    pub observed: Observation,
    /// Whether the outcome and its line, or what it prints, are right.
    pub right: bool,
    /// Whether the error's code is right; none where none was said or there was no error.
    pub error_right: Option<bool>,
    /// What the lesson says about it.
    pub feedback: Option<Feedback>,
}

/// One rule that the file breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleBreach {
    /// The rule, as the lesson writes it.
    pub rule: String,
    /// The line, where one can be named.
    pub line: Option<u32>,
    /// What is wrong, in a sentence.
    pub says: String,
}

/// What is said to the learner about a failure: the first feedback of the lesson that applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The feedback's id.
    pub id: String,
    /// The sentence, as Markdown.
    pub text: String,
}

/// All that grading found about one text of one lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The lesson's id.
    pub lesson: String,
    /// The hash of the text that was graded, with the lesson and the toolchain: a verdict for other bytes is never current.
    pub hash: String,
    /// What compiling and running it showed.
    #[serde(flatten)]
    pub observed: Observation,
    /// How each stage went, in order.
    pub stages: Vec<(StageName, StageState)>,
    /// Expected against printed; none where they agree or nothing was compared.
    pub diff: Option<Diff>,
    /// The hidden tests, in the lesson's order.
    pub tests: Vec<TestReport>,
    /// The rules that are broken.
    pub breaches: Vec<RuleBreach>,
    /// What the lesson says about it.
    pub feedback: Option<Feedback>,
    /// The schedules of its threads that were tried, where the lesson asks for that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exploration: Option<Exploration>,
    /// Its borrows and locks, once they have been looked at: this follows the verdict.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub trace: Option<Trace>,
    /// How long grading took.
    pub millis: u64,
}

impl Verdict {
    /// Whether nothing failed and nothing that the lesson asks for was left out.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.stages
            .iter()
            .all(|(_, state)| matches!(state, StageState::Passed | StageState::Absent))
    }

    /// The first stage that failed.
    #[must_use]
    pub fn headline(&self) -> Option<StageName> {
        self.stages
            .iter()
            .find(|(_, state)| *state == StageState::Failed)
            .map(|(name, _)| *name)
    }

    /// Whether another run of the same text did the same, as far as a learner is told.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let said = |verdict: &Self| verdict.feedback.as_ref().map(|said| said.id.clone());
        let printed = |verdict: &Self| verdict.observed.run.as_ref().map(|run| run.stdout.clone());
        // Where nothing is judged, as in a prediction, what was printed is all there is.
        let unjudged = self
            .stages
            .iter()
            .all(|(_, state)| *state == StageState::Absent);
        self.stages == other.stages
            && self.observed.outcome.kind() == other.observed.outcome.kind()
            && said(self) == said(other)
            && (!unjudged || printed(self) == printed(other))
    }

    /// What is judged: what the program did by itself, or under the schedule that fails, where that decides.
    #[must_use]
    pub fn decisive(&self) -> Cow<'_, Observation> {
        let failing = self.exploration.as_ref().and_then(Exploration::wrong);
        match failing {
            Some(way) if self.stage(StageName::Schedules) == StageState::Failed => {
                let outcome = way.ending.outcome();
                let panics = match &outcome {
                    Outcome::Panicked(panic) => vec![panic.clone()],
                    _ => Vec::new(),
                };
                let run = RunReport {
                    stdout: way.stdout.clone(),
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

    /// How one stage went.
    #[must_use]
    pub fn stage(&self, name: StageName) -> StageState {
        self.stages
            .iter()
            .find(|(other, _)| *other == name)
            .map_or(StageState::Absent, |(_, state)| *state)
    }
}
