//! What a program did: the words that lessons, predictions and verdicts share.

use serde::{Deserialize, Serialize};

/// What a program did, as one word: the word that lessons, predictions and verdicts share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// rustc refused it.
    CompileError,
    /// It ran to its end, whatever its exit code.
    Finished,
    /// The main thread panicked.
    Panicked,
    /// Every thread waits for another one, for ever.
    Deadlocked,
    /// It was still busy, or asleep, when its time was over.
    TimedOut,
    /// It was ended: by a signal, or because it went over a limit.
    Killed,
}

impl OutcomeKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::CompileError,
        Self::Finished,
        Self::Panicked,
        Self::Deadlocked,
        Self::TimedOut,
        Self::Killed,
    ];

    /// The word, as lessons and JSON write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CompileError => "compile-error",
            Self::Finished => "finished",
            Self::Panicked => "panicked",
            Self::Deadlocked => "deadlocked",
            Self::TimedOut => "timed-out",
            Self::Killed => "killed",
        }
    }
}

/// What a program did, with what is known about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// rustc refused it; the diagnostics stand in the verdict.
    CompileError,
    /// It ran to its end.
    Finished {
        /// The exit code; 0 where all went well.
        code: i32,
    },
    /// The main thread panicked.
    Panicked(Panic),
    /// Every thread waits for another one, for ever.
    Deadlocked {
        /// How many threads were waiting.
        threads: usize,
    },
    /// It was still busy, or asleep, when its time was over.
    TimedOut {
        /// Which time was over.
        limit: TimeLimit,
    },
    /// It was ended: by a signal, or because it went over a limit.
    Killed {
        /// Why.
        by: KillReason,
    },
}

impl Outcome {
    /// The one word for it.
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

    /// Whether it is what somebody expected or predicted. Where the system hides what threads wait for, not
    /// ending in its time counts as a deadlock, too.
    #[must_use]
    pub fn satisfies(&self, expected: OutcomeKind) -> bool {
        let stood_still = matches!(
            self,
            Self::TimedOut {
                limit: TimeLimit::StoodStill
            }
        );
        self.kind() == expected || (stood_still && expected == OutcomeKind::Deadlocked)
    }
}

/// Which time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeLimit {
    /// Compiling took too long.
    Compile,
    /// The clock on the wall, with hardly any work done: it slept or waited.
    Asleep,
    /// The same, on a system that does not show what its threads wait for, or even whether they work.
    StoodStill,
    /// It worked all the time: a loop without an end, or too much to do.
    Busy,
}

/// Why a program was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum KillReason {
    /// A signal that nobody here sent.
    Signal {
        /// Its number.
        number: i32,
    },
    /// It asked for more memory than it may have.
    Memory,
    /// It recursed until its stack was full.
    StackOverflow,
    /// It printed more than anybody would read.
    OutputFlood,
}

/// One panic, as the program reported it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panic {
    /// The thread's name, as the panic message gives it.
    pub thread: String,
    /// What kind of panic it was.
    pub class: PanicClass,
    /// The line in the learner's file; none where std panicked by itself.
    pub line: Option<u32>,
    /// The sentence, as it came.
    pub message: String,
}

/// The closed list of panics that lessons can speak about: sentences drift between toolchains, these do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PanicClass {
    /// `borrow_mut` while something else borrows.
    AlreadyBorrowed,
    /// `borrow` while a writer borrows.
    AlreadyMutablyBorrowed,
    /// `unwrap` on a poisoned lock.
    Poisoned,
    /// `unwrap` on `None` or `Err`, or `expect` on `Err`; what `expect` says of `None` are the program's own words.
    Unwrap,
    /// An index or a range out of bounds.
    Index,
    /// Arithmetic overflow, or a division by zero.
    Overflow,
    /// `assert!` and its kin.
    Assertion,
    /// `panic!`, `todo!`, `unreachable!` with words of the program's own.
    Explicit,
    /// Anything else.
    Other,
}

impl PanicClass {
    /// The word, as lessons and JSON write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyBorrowed => "already-borrowed",
            Self::AlreadyMutablyBorrowed => "already-mutably-borrowed",
            Self::Poisoned => "poisoned",
            Self::Unwrap => "unwrap",
            Self::Index => "index",
            Self::Overflow => "overflow",
            Self::Assertion => "assertion",
            Self::Explicit => "explicit",
            Self::Other => "other",
        }
    }
}
