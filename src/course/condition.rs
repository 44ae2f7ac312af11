//! The conditions of feedback: what they can ask of a verdict, and what the text can name.

use crate::verdict::{OutcomeKind, PanicKind, Shortfall, StageName};
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::{Deserialize, Serialize};

/// When feedback applies. Conditions combine with *and*.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a condition of its own"
)]
pub struct When {
    /// What the program did; with `test`, what the test's process did.
    pub outcome: Option<OutcomeKind>,
    /// The first stage that failed.
    pub stage: Option<StageName>,
    /// The code of an error, or the name of a lint, that rustc reported.
    pub error: Option<String>,
    /// The kind of the run's panic; with `test`, of the test's panic.
    pub panic: Option<PanicKind>,
    /// The name of a hidden test that failed.
    pub test: Option<String>,
    /// A rule that is broken, as the lesson writes it, or the id of a `must_reject`.
    pub rule: Option<String>,
    /// The id of a prediction that was wrong, or `id:outcome` for a wrong prediction of that outcome.
    pub prediction: Option<String>,
    /// A regular expression that matches somewhere in what the program printed.
    pub stdout: Option<String>,
    /// A regular expression that matches somewhere in a message: of the error, if `error` is given; of the failed test, if `test` is; else of any of these, of a panic, or of what ended the program (such as `deadlock` or `signal 11`). A group `(?<name_again>…)` must match the same text as the group `name`.
    pub message: Option<String>,
    /// A token sequence in the learner's file; with a trailing `*`, its last token matches as a prefix, and ` … ` stands for any tokens within the same function. Here and in `lacks`, `{name}` stands for what a group of `message` matched.
    pub source: Option<String>,
    /// A token sequence that the learner's file has and the starter doesn't.
    pub added: Option<String>,
    /// A token sequence that the learner's file does not have.
    pub lacks: Option<String>,
    /// A token sequence in the expression of a `match`, `if let`, `while let` or `for`, outside of closures. The panic is in its block. `message` then matches the keyword, its line and the line of the panic: `match 12 14`.
    pub in_head: Option<String>,
    /// What explains a schedule that fails. The text and `source` can use the placeholders of that explanation, such as `{line}`; if a value isn't known, the feedback isn't shown. In course.toml, such feedback precedes lesson feedback whose only conditions are `outcome`, `panic` and `stage`.
    pub explanation: Option<ExplanationKind>,
    /// Why the schedules could not be graded, if nothing failed. `{cause}` stands for the cause that the verdict names.
    pub ungraded: Option<Shortfall>,
    /// True if the file is still the starter.
    #[serde(default)]
    pub starter: bool,
    /// True if the output is right and a hidden test fails, and a part of the expected output is a literal in the file that is neither in the starter nor in the solution. In course.toml, such feedback precedes that of a lesson, unless the lesson's `source` contains a quoted string.
    #[serde(default)]
    pub hard_coded: bool,
    /// True if the program prints all the expected lines in order, and others that are neither among these nor in the starter, and the file has more `print!` and `println!` calls than the starter and the solution. In course.toml, such feedback precedes that of a lesson, unless the lesson's `source` contains a quoted string. `message` then matches a line that isn't expected.
    #[serde(default)]
    pub added_output: bool,
    /// True if a method takes `&mut self`, although the lesson's signature has `&self`, and the starter doesn't have `&mut self` there, either. In course.toml, such feedback precedes that of a lesson, unless the lesson's `source` has `&mut self` or its `rule` is a signature with `&self`. `message` then matches the name of the method.
    #[serde(default)]
    pub exclusive_receiver: bool,
}

impl When {
    /// Whether the outcome, the kind of panic and the failed stage are the only conditions. In a lesson, the course's
    /// feedback on what explains a failing schedule precedes such feedback.
    #[must_use]
    pub fn is_general(&self) -> bool {
        let no_more = Self {
            outcome: self.outcome,
            panic: self.panic,
            stage: self.stage,
            ..Self::default()
        };
        *self == no_more
    }

    /// Returns what the text can name in braces apart from the groups of `message`.
    #[must_use]
    pub fn slots(&self) -> &'static [&'static str] {
        match (self.explanation, self.ungraded) {
            (Some(kind), _) => kind.slots(),
            (None, Some(_)) => &["cause"],
            (None, None) => &[],
        }
    }

    /// Whether the names in braces, in the text and in token sequences, stand for something.
    #[must_use]
    pub fn has_slots(&self) -> bool {
        self.message.is_some() || !self.slots().is_empty()
    }

    /// Whether the failed stage is the only condition, except for a message. Such feedback is shown if no other applies.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        let no_more = Self {
            stage: self.stage,
            message: self.message.clone(),
            ..Self::default()
        };
        self.stage.is_some() && *self == no_more
    }
}

/// What explains a schedule that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExplanationKind {
    /// `{function}` reads `{cell}`, of type `{type}`, on line `{first}` and writes it on line `{last}`, or both on line `{both}`; another thread changes it in between, on line `{between}`.
    LostUpdate,
    /// `{function}` checks `{cell}`, of type `{type}`, on line `{first}` and acts on that on line `{last}`, or both on line `{both}`; another thread changes it in between, on line `{between}`.
    CheckThenAct,
    /// A thread waits for `{cell}`, of type `{type}`, on line `{line}`, and holds a guard on it from line `{guard}`, or both on line `{both}`. The wait is in `{function}`, and the guard was created in `{holder}`, if that is another function.
    WaitsForItself,
    /// A thread holds a guard on `{has}` from line `{guard}` and waits for `{cell}` on line `{line}`; another thread holds a guard on `{other_has}` from line `{other_guard}` and waits for `{other_cell}` on line `{other_line}`. Each waits for the guard of the other.
    WaitCycle,
    /// A thread holds a guard on `{cell}` from line `{guard}` while it waits for something else, with `{action}` on line `{line}`; another thread waits for the guard on line `{other_line}`.
    WaitsWithAGuard,
    /// A thread waits for a notification of `{cell}` on line `{line}`, and there was none, or none after the last change.
    NoNotification,
    /// A thread waits for a notification of `{cell}` on line `{line}`, and the last one, on line `{notified}`, came before that.
    EarlyNotification,
    /// A thread waits for a notification of `{cell}` on line `{line}`, and the last one, on line `{notified}`, woke a thread that waits again.
    WastedNotification,
}

impl ExplanationKind {
    /// Returns the kind with this word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::deserialize(word.into_deserializer() as StrDeserializer<'_, ValueError>).ok()
    }

    /// Returns what the text of feedback can name in braces. Feedback is not shown if an explanation lacks a name that
    /// it uses.
    #[must_use]
    pub fn slots(self) -> &'static [&'static str] {
        match self {
            Self::LostUpdate | Self::CheckThenAct => &[
                "function", "cell", "type", "first", "between", "last", "both",
            ],
            Self::WaitsForItself => &[
                "cell", "type", "line", "guard", "both", "function", "holder",
            ],
            Self::WaitCycle => &[
                "has",
                "guard",
                "cell",
                "line",
                "other_has",
                "other_guard",
                "other_cell",
                "other_line",
            ],
            Self::WaitsWithAGuard => &["cell", "guard", "action", "line", "other_line"],
            Self::NoNotification => &["cell", "line"],
            Self::EarlyNotification | Self::WastedNotification => &["cell", "line", "notified"],
        }
    }
}
