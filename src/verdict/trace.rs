//! The trace of a run: its cells, threads, borrows and locks with their lines, and what they explain.

mod cell_kind;
mod explanation;
mod holding;

pub use cell_kind::{AtomicType, CellKind};
pub use explanation::{
    BlockedThread, Blocker, CapturedHandle, Cause, DeadlockShape, EarlyAnnouncement, Explanation,
    IgnoredBy, Leak, LeakLink, LeakedValue, LivingSender, LockOrder, MovedSender, Namesake, Race,
    RaceKind, SharedAccess, UnnotifiedChange, UnreachedChange, ValueHolder, WaitReason, WaitTarget,
    WeakField,
};
pub use holding::{
    ArgumentOf, CallUnderGuard, GuardEnd, GuardRemedy, Holding, Keeper, PointerComparison,
};

use super::{Outcome, TimeLimit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The path, as the learner knows it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

impl Place {
    /// The name of the file with the hidden tests, which the learner does not have.
    pub const TEST_FILE: &str = "test";

    /// Whether it is in a hidden test.
    #[must_use]
    pub fn is_in_test(&self) -> bool {
        self.file == Self::TEST_FILE
    }
}

/// One run of a program built with the traced std.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Trace {
    /// The file that the trace is about, as places name it. Empty if it is about several files.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub file: String,
    pub ending: RunEnd,
    /// Everything that was borrowed, locked or waited for, in the order of its first use.
    pub cells: Vec<TracedCell>,
    /// In the order in which they started.
    pub threads: Vec<TracedThread>,
    pub events: Vec<TraceEvent>,
    /// Whether the record became too long, and later events are missing.
    #[serde(rename = "cut")]
    pub truncated: bool,
    /// How many events came before the first one here. Cells, threads, guards and waits that were still there then come
    /// first.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub omitted: usize,
    /// Which thread ran next, wherever more than one could: with these, the run can be replayed.
    pub choices: Vec<u32>,
    pub stdout: String,
    /// The most important first. Only what is certain.
    pub explanations: Vec<Explanation>,
    /// The lines of the hidden test that something happened on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub test_lines: BTreeMap<u32, String>,
    /// The thread because of which the run could not be followed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub untraced_wait: Option<UntracedWait>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Trace {
    #[must_use]
    pub fn cell(&self, event: &TraceEvent) -> Option<&TracedCell> {
        self.cells.iter().find(|cell| Some(cell.id) == event.cell)
    }
}

/// How a traced run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum RunEnd {
    /// Like any other program.
    Outcome { outcome: Outcome },
    /// No thread could continue, and no timeout would have changed that.
    Deadlock,
    /// It exceeded the limit of steps.
    #[serde(rename = "endless")]
    StepLimit {
        /// How many of its last steps changed nothing.
        idle: u64,
    },
    /// The given choices do not fit: the program does not do the same in each run.
    Diverged,
    /// The run could not be followed.
    NotFollowed {
        #[serde(default)]
        why: Unfollowed,
    },
}

/// How many steps may change nothing before a run counts as spinning: far more than a limit on the steps of a schedule.
const MIN_IDLE_STEPS: u64 = 1_000_000;

impl RunEnd {
    /// Returns whether its threads only checked for something that never happened.
    #[must_use]
    pub fn spins(&self) -> bool {
        matches!(self, Self::StepLimit { idle } if *idle >= MIN_IDLE_STEPS)
    }

    /// Returns the outcome that a verdict gives it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Outcome { outcome } => outcome.clone(),
            Self::Deadlock => Outcome::Deadlocked { threads: 0 },
            Self::StepLimit { .. } => Outcome::TimedOut {
                limit: TimeLimit::Cpu,
            },
            Self::Diverged | Self::NotFollowed { .. } => Outcome::TimedOut {
                limit: TimeLimit::WallClock,
            },
        }
    }
}

/// Why a run could not be followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Unfollowed {
    /// A thread was blocked in the operating system while it was its turn.
    #[default]
    Blocked,
    /// A thread that the traced std did not start used a cell or a lock.
    ForeignThread,
    /// Too many cells, guards or threads were alive at once.
    Crowded,
    /// The program casts a pointer to an integer to a pointer to an atomic, which needs more room in the traced std.
    Cast,
    /// Its record has no end: the program was killed, aborted or still runs.
    NoEnd,
}

/// A thread that was blocked in code that is not traced, when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UntracedWait {
    pub thread: u32,
    /// Where its last traced step was.
    pub since: Option<Place>,
    /// The crate that its stack names, other than std.
    #[serde(rename = "crate")]
    pub crate_name: Option<String>,
}

/// What differs under the traced std, so that the end of a run says nothing about its program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum TracingArtifact {
    /// A pointer to an integer is cast to one to an atomic, which needs more memory.
    Cast {
        #[serde(rename = "crate")]
        crate_name: String,
        place: Place,
    },
    /// The size of a type is compared.
    Size { place: Place },
}

/// A cell, lock, channel or similar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TracedCell {
    /// Unique in this run.
    pub id: u32,
    /// The name of its type: `RefCell`, `Mutex`, `AtomicUsize`…
    #[cfg_attr(test, schemars(with = "String"))]
    pub kind: CellKind,
    /// The type of its content, with short paths.
    pub of: String,
    pub made: Option<Place>,
    /// The name of its variable or field, or `forks[0]` for an element: the same everywhere. For a channel, that of its
    /// first sender.
    pub name: Option<String>,
    /// The variable of a channel's receiver.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receiver: Option<String>,
    /// Whether it is in a static.
    pub is_static: bool,
    /// Whether its content may own other cells.
    pub owns: bool,
    /// Which one it is, if others that were alive at the same time have its name, or neither has a name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub which: Option<Which>,
    /// How many messages a channel holds, or how many threads a barrier waits for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<usize>,
}

impl TracedCell {
    /// Whether it is standard input, output or error: printing locks them.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        self.kind.is_stream()
    }

    /// Returns the indefinite article of its type.
    #[must_use]
    pub fn article(&self) -> &'static str {
        if self.kind.as_str().starts_with(['A', 'I', 'O', 'U']) {
            "an"
        } else {
            "a"
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TracedThread {
    /// Unique in this run.
    pub id: u32,
    /// `main`, its own name, or `thread 1`.
    pub name: String,
    pub spawned: Option<Place>,
    /// The id of the cell that others wait for when they join it.
    #[serde(skip)]
    pub end: u32,
    /// The id of the cell that it waits for when it parks.
    #[serde(skip)]
    pub parking: u32,
}

/// What tells a cell from others of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Which {
    /// Its number, from 1, among those that were made in the same place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<u32>,
    /// Whether others were made elsewhere, so that the line where it was made tells.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub by_line: bool,
}

/// How a guard borrows or locks its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AccessMode {
    /// Others may read at the same time.
    Shared,
    #[serde(rename = "alone")]
    Exclusive,
}

/// The guards of a cell after an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Guards {
    pub readers: u32,
    pub writer: bool,
}

/// A call of a function of the program that had not returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Call {
    /// Its last name: `add`, `add::{{closure}}`.
    pub function: String,
    /// Where in the function the run was.
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TraceEvent {
    pub thread: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<u32>,
    /// What this line calls the cell, if others have its name: `forks[seat]`. For feedback on a file, which quotes its
    /// lines; everything else calls a cell by its one name.
    #[serde(skip)]
    pub called: Option<String>,
    /// None if it is not in the program's source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The calls that led here, the innermost first, where that is recorded: for guards, waits and panics.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub calls: Vec<Call>,
    #[serde(flatten)]
    pub kind: EventKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum EventKind {
    /// The cell was made. Recorded at its first use.
    #[serde(rename = "made")]
    Created,
    /// A guard was returned.
    #[serde(rename = "began")]
    Acquired {
        guard: u32,
        #[serde(rename = "how")]
        access: AccessMode,
        /// The variable that holds it, if the source shows one.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        guards: Guards,
    },
    /// A guard was dropped.
    #[serde(rename = "ended")]
    Released {
        guard: u32,
        /// Whether a panic was unwinding.
        unwinding: bool,
        guards: Guards,
    },
    /// A borrow or lock failed.
    Refused {
        #[serde(rename = "how")]
        access: AccessMode,
        /// Whether it panics instead of returning an `Err`.
        panics: bool,
    },
    /// The thread has to wait.
    #[serde(rename = "waits")]
    Blocked {
        /// `lock`, `read`, `join`, `recv`…
        action: String,
        /// Whether it has a timeout.
        for_a_time: bool,
    },
    /// The thread continues.
    #[serde(rename = "goes")]
    Resumed {
        /// Whether what it waited for happened before the timeout.
        in_time: bool,
    },
    /// Another operation on the cell.
    #[serde(rename = "did")]
    Operation {
        /// `load`, `store`, `send`, `notify_one`…
        action: String,
        /// The value that was read or written.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<String>,
        /// Which of the senders of a channel did it, or is the new one: from 1, in the order of their creation.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        sender: Option<u32>,
    },
    /// The thread panicked while it held the lock.
    Poisoned,
    Dropped,
    Panicked {
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    Spawned {
        child: u32,
    },
    #[serde(rename = "stopped")]
    Exited,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_the_names_that_other_programs_read() {
        for event in [
            r#"{"thread":0,"what":"made"}"#,
            r#"{"thread":0,"what":"began","guard":1,"how":"alone","guards":{"readers":0,"writer":true}}"#,
            r#"{"thread":0,"what":"ended","guard":1,"unwinding":false,"guards":{"readers":0,"writer":false}}"#,
            r#"{"thread":0,"what":"refused","how":"shared","panics":true}"#,
            r#"{"thread":0,"what":"waits","action":"lock","for_a_time":false}"#,
            r#"{"thread":0,"what":"goes","in_time":true}"#,
            r#"{"thread":0,"what":"did","action":"load"}"#,
            r#"{"thread":0,"what":"stopped"}"#,
        ] {
            let read: TraceEvent = serde_json::from_str(event).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), event);
        }
        let ending = r#"{"how":"endless","idle":2000000}"#;
        let read: RunEnd = serde_json::from_str(ending).unwrap();
        assert_eq!(read, RunEnd::StepLimit { idle: 2_000_000 });
        assert_eq!(serde_json::to_string(&read).unwrap(), ending);
    }
}
