//! Outcomes: what a program did, in the words that lessons, predictions and verdicts share.

use serde::{Deserialize, Serialize};
use strum::VariantArray as _;

/// What a program did, in one word.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum OutcomeKind {
    /// rustc rejected it.
    CompileError,
    /// It exited, with any exit code.
    Finished,
    /// The main thread panicked.
    Panicked,
    /// Every thread is blocked forever.
    Deadlocked,
    /// It was still running, or sleeping, when its time limit was reached.
    TimedOut,
    /// It was killed by a signal, or because it exceeded a limit.
    Killed,
}

impl OutcomeKind {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Returns the word that lessons and JSON use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a program did, with the details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// rustc rejected it. The diagnostics are in the verdict.
    CompileError,
    /// It exited.
    Finished {
        /// The exit code; 0 means success.
        code: i32,
    },
    /// The main thread panicked.
    Panicked(Panic),
    /// Every thread is blocked forever.
    Deadlocked {
        /// How many threads were waiting.
        threads: usize,
    },
    /// It was still running, or sleeping, when its time limit was reached.
    TimedOut { limit: TimeLimit },
    /// It was killed by a signal, or because it exceeded a limit.
    Killed { by: KillReason },
}

impl Outcome {
    /// The exit code of a program that panicked.
    pub const PANIC_CODE: i32 = 101;

    #[must_use]
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::CompileError => OutcomeKind::CompileError,
            Self::Finished { .. } => OutcomeKind::Finished,
            Self::Panicked(_) => OutcomeKind::Panicked,
            Self::Deadlocked { .. } => OutcomeKind::Deadlocked,
            Self::TimedOut { .. } => OutcomeKind::TimedOut,
            Self::Killed { .. } => OutcomeKind::Killed,
        }
    }

    /// Whether it is the expected or predicted one. If the system hides what threads wait for, a timeout counts as a
    /// deadlock, too.
    #[must_use]
    pub fn satisfies(&self, expected: OutcomeKind) -> bool {
        let wall_clock = matches!(
            self,
            Self::TimedOut {
                limit: TimeLimit::WallClock
            }
        );
        self.kind() == expected || (wall_clock && expected == OutcomeKind::Deadlocked)
    }
}

/// Which time limit was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TimeLimit {
    /// The time limit of the compiler.
    Compile,
    /// Wall-clock time, with almost no CPU time: it slept or waited.
    Idle,
    /// Wall-clock time, on a system that does not show whether its threads wait or work.
    WallClock,
    /// CPU time: an endless loop, or too much work.
    Cpu,
}

/// Why a program was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum KillReason {
    /// By a signal that cellmate did not send.
    Signal {
        number: i32,
    },
    /// An allocation failed at its memory limit.
    Memory {
        /// In bytes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u64>,
    },
    StackOverflow,
    /// It printed, or wrote to a file, more than its limit.
    OutputFlood {
        /// How much it may print, in bytes, unless it wrote to a file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u64>,
    },
}

/// A panic, as the program reported it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Panic {
    /// The name of the thread.
    pub thread: String,
    pub panic_kind: PanicKind,
    /// The line in the learner's file. Unset if another file panicked, such as one of std, and no line was looked up.
    pub line: Option<u32>,
    /// Whether std itself panicked, and `line` is the innermost line of the learner's file that led there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inside_std: bool,
    pub message: String,
    /// The panic of another thread that this one only passes on: it unwrapped the result of a `join`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_panic: Option<Box<Panic>>,
}

/// The kinds of panic that lessons can name. Messages change from toolchain to toolchain; these do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PanicKind {
    /// `borrow_mut` while a guard exists.
    AlreadyBorrowed,
    /// `borrow` while a write guard exists.
    AlreadyMutablyBorrowed,
    /// `unwrap` on a poisoned lock.
    Poisoned,
    /// `unwrap` on `None` or `Err`, or `expect` on `Err`. The message of `expect` on `None` is the program's own.
    Unwrap,
    /// An index or a range out of bounds.
    Index,
    /// Arithmetic overflow, or a division by zero.
    Overflow,
    /// `assert!`, `assert_eq!`, `assert_ne!`.
    Assertion,
    /// `panic!`, `todo!`, `unreachable!`.
    Explicit,
    /// Any other panic.
    Other,
}

impl PanicKind {
    /// Returns the word that lessons and JSON use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
