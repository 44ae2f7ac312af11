//! The trace of a run: its cells, threads, borrows and locks with their lines, and what explains them.

mod access;
mod action;
mod cell_kind;
mod explanation;
mod holding;
mod leak;
mod living_sender;
mod race;

pub use access::{
    ChangeCount, OtherRead, SameNameCell, SharedAccess, SkippedChange, UnreachedChanges,
};
pub use action::TracedAction;
pub use cell_kind::{AtomicType, CellKind};
pub use explanation::{
    BlockedThread, Blocker, Cause, ChangeCertainty, DeadlockShape, EarlyEnd, ExitKind, ExitPlace,
    Explanation, IgnoredBy, LastNotification, NestedAcquisition, OutdatedCheck, StolenWakeup,
    UnnotifiedChange, WaitReason, WaitTarget,
};
pub use holding::{
    CallUnderGuard, ClonedHandle, FieldOfType, GuardEnd, Holding, Keeper, LaterUse, PassedTwice,
    PointerComparison, SameCell, StoredGuard, Suspended,
};
pub use leak::{CapturedHandle, Leak, LeakEdge, LeakLink, LeakedValue, WeakField};
pub use living_sender::{LivingSender, MovedSender, OwningVariable};
pub use race::{EarlyAnnouncement, OppositeOrder, Race, RaceKind, TornPair, UnorderedStores};

use super::{Outcome, TimeLimit};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The path, as the learner sees it.
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

/// Where something is created or declared, and its name, if the source shows that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NamedPlace {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    pub place: Place,
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
    pub truncated: bool,
    /// How many events came before the first one here. The list then begins with the cells, threads, guards and waits
    /// that were still there.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub omitted_events: usize,
    /// How many later events are left out, because another schedule of the same program never gets to them.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub unreached_events: usize,
    /// Which thread ran next, whenever more than one could: with these choices, the run can be replayed.
    pub schedule: Vec<u32>,
    /// How often the schedule interrupts a thread that could have continued.
    #[serde(skip_serializing_if = "is_none_of_them", default)]
    pub preemptions: u32,
    pub stdout: String,
    /// The most important explanation first. They state only what is certain.
    pub explanations: Vec<Explanation>,
    /// The lines of the hidden test on which something happened.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub test_lines: BTreeMap<u32, String>,
    /// The thread that kept cellmate from following the run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub untraced_wait: Option<UntracedWait>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_none_of_them(number: &u32) -> bool {
    *number == 0
}

impl Trace {
    #[must_use]
    pub fn cell(&self, event: &TraceEvent) -> Option<&TracedCell> {
        self.cells.iter().find(|cell| Some(cell.id) == event.cell)
    }

    /// Prepares it for a comparison with a failing run of the same program. Cells that both runs have are numbered as in
    /// that run, which may have had fewer cells with one name. If that run hangs or panics and this one finished, the
    /// events after the part that both have are dropped.
    pub fn compare_with(&mut self, failing: &Self) {
        for cell in &mut self.cells {
            let is_same = |known: &&TracedCell| (known.id, &known.name) == (cell.id, &cell.name);
            if let Some(known) = failing.cells.iter().find(is_same) {
                cell.disambiguation = known.disambiguation;
            }
        }
        let has_finished = self.ending.outcome() == Outcome::Finished { code: 0 };
        let stops = matches!(
            failing.ending.outcome(),
            Outcome::Deadlocked { .. } | Outcome::Panicked(_)
        );
        let is_whole = self.omitted_events + failing.omitted_events == 0 && !failing.truncated;
        if has_finished && stops && is_whole {
            self.drop_unreached(failing);
        }
    }

    /// Drops the events after the last one that is about a cell or a thread that the other run has, too, or that an
    /// explanation names. The first thread doesn't count: it is in every run.
    fn drop_unreached(&mut self, other: &Self) {
        let cells: BTreeSet<u32> = self
            .cells
            .iter()
            .filter_map(|cell| {
                let is_same = |known: &TracedCell| {
                    (
                        known.kind,
                        &known.name,
                        &known.created_at,
                        known.disambiguation,
                    ) == (cell.kind, &cell.name, &cell.created_at, cell.disambiguation)
                };
                other.cells.iter().any(is_same).then_some(cell.id)
            })
            .collect();
        let threads: BTreeSet<u32> = other
            .threads
            .iter()
            .skip(1)
            .map(|thread| thread.id)
            .collect();
        let is_reached = |event: &TraceEvent| {
            let starts =
                matches!(event.kind, EventKind::Spawned { child } if threads.contains(&child));
            let is_of_cell = event.cell.is_some_and(|cell| cells.contains(&cell));
            let is_gone = event.kind == EventKind::Dropped;
            starts || is_of_cell && !is_gone || threads.contains(&event.thread)
        };
        let reached = self.events.iter().rposition(is_reached);
        let explained = self.explanations.iter().flat_map(|one| &one.events).max();
        let kept = reached.max(explained.copied()).map_or(0, |last| last + 1);
        let is_counted = |event: &&TraceEvent| {
            !matches!(
                event.kind,
                EventKind::Created
                    | EventKind::Dropped
                    | EventKind::Exited
                    | EventKind::Resumed { .. }
            )
        };
        self.unreached_events = self
            .events
            .drain(kept.min(self.events.len())..)
            .filter(|event| is_counted(&event))
            .count();
        let has_part = |thread: &TracedThread| {
            let mut events = self.events.iter();
            events.any(|event| {
                event.thread == thread.id || event.kind == EventKind::Spawned { child: thread.id }
            })
        };
        self.threads.retain(|thread| has_part(thread));
    }
}

/// How a traced run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RunEnd {
    /// Like any other program.
    Outcome { outcome: Outcome },
    /// No thread could continue, and no timeout would have changed that.
    Deadlock,
    /// It exceeded the limit of steps.
    StepLimit {
        /// How many of its last steps changed nothing.
        idle_steps: u64,
    },
    /// The given choices do not fit this run: the program does not do the same in every run.
    Diverged,
    /// The run could not be followed.
    NotFollowed {
        #[serde(default)]
        reason: Unfollowed,
    },
}

/// How many steps may change nothing before a run counts as spinning: far more than a limit on the steps of a schedule.
const MIN_IDLE_STEPS: u64 = 1_000_000;

impl RunEnd {
    /// Returns whether its threads only checked for something that never happened.
    #[must_use]
    pub fn spins(&self) -> bool {
        matches!(self, Self::StepLimit { idle_steps: idle } if *idle >= MIN_IDLE_STEPS)
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
    BlockedInOs,
    /// A thread that the traced std did not start used a cell or a lock.
    ForeignThread,
    /// Too many cells, guards or threads were alive at once.
    TooManyObjects,
    /// The program casts an integer pointer to an atomic pointer, but a traced atomic is larger than its integer.
    PointerCast,
    /// Its record is incomplete: the program was killed or aborted, or is still running.
    RecordIncomplete,
}

/// A thread that was last seen blocked in code that is not traced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UntracedWait {
    pub thread: u32,
    /// Where its last traced step was.
    pub last_step: Option<Place>,
    /// The crate that its stack names, other than std.
    #[serde(rename = "crate")]
    pub crate_name: Option<String>,
}

/// What differs under the traced std, so that the end of a run says nothing about its program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TracingArtifact {
    /// An integer pointer is cast to an atomic pointer, but a traced atomic is larger than its integer.
    PointerCast {
        #[serde(rename = "crate")]
        crate_name: String,
        place: Place,
    },
    /// The size of a type is compared.
    TypeSize { place: Place },
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
    pub content_type: String,
    pub created_at: Option<Place>,
    /// The name of its variable or field, or `forks[0]` for an element: the same on every line that uses the cell. For
    /// a channel, the name of its first sender.
    pub name: Option<String>,
    /// The variable of a channel's receiver.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receiver: Option<String>,
    /// Whether it is in a static.
    pub is_static: bool,
    /// Whether it was first used before the first event that is listed.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_earlier: bool,
    /// Whether its content may own other cells.
    pub may_own_cells: bool,
    /// Which one it is, if others that were alive at the same time have its name, or if none of them has a name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub disambiguation: Option<Disambiguation>,
    /// How many messages a channel holds, or how many threads a barrier waits for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub capacity: Option<usize>,
}

impl TracedCell {
    /// Whether it is standard input, output or error: printing locks them.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        self.kind.is_stream()
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

/// What distinguishes a cell from others with the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Disambiguation {
    /// Its number, from 1, among those that were created in the same place. If its name has an index, the number of its
    /// list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<u32>,
    /// Whether others were created on other lines, so that the line of this cell distinguishes it from them.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub by_line: bool,
    /// Whether it is an element of a list, so that its number would look like an index.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_element: bool,
}

/// How a guard borrows or locks its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AccessMode {
    /// Others may read at the same time.
    Shared,
    Exclusive,
}

/// The guards of a cell after an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Guards {
    pub read_guards: u32,
    pub write_guard: bool,
}

/// A call of a function of the program that had not returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Call {
    /// The last segment of its path: `add`, `add::{{closure}}`, or `add::{{async}}` for an `async` block.
    pub function: String,
    /// Where in the function the run was.
    pub place: Place,
}

impl Call {
    /// What follows the name of the function around a closure or an `async` block.
    pub const CLOSURE: &'static str = "::{{closure}}";
    pub const ASYNC_BLOCK: &'static str = "::{{async}}";

    /// Returns the name of a function, or of the one around a closure or an `async` block.
    #[must_use]
    pub fn named(function: &str) -> &str {
        function
            .trim_end_matches(Self::CLOSURE)
            .trim_end_matches(Self::ASYNC_BLOCK)
    }

    /// Whether this is the name of a closure or an `async` block.
    #[must_use]
    pub fn is_anonymous(function: &str) -> bool {
        function.ends_with("}}")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TraceEvent {
    pub thread: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<u32>,
    /// What this line calls the cell, if others have its name: `forks[seat]`. Feedback on a file uses this, because it
    /// quotes lines; everything else calls a cell by its one name.
    #[serde(skip)]
    pub expression: Option<String>,
    /// Unset if it is not in the program's source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The calls that led here, the innermost first, if they are recorded: for guards, waits and panics.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub calls: Vec<Call>,
    #[serde(flatten)]
    pub kind: EventKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventKind {
    /// The cell was created. Recorded at its first use.
    Created,
    /// A guard was returned.
    Acquired {
        guard: u32,
        access: AccessMode,
        /// The variable that holds it, if the source shows one.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The value of a lock, if it is a number or a `bool`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        value: Option<String>,
        guards: Guards,
    },
    /// A guard was dropped.
    Released {
        guard: u32,
        /// Whether a panic was unwinding.
        unwinding: bool,
        /// Whether the guard of a lock gave the program mutable access.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        wrote: bool,
        /// What it changed a number or a `bool` to.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        value: Option<String>,
        guards: Guards,
    },
    /// A borrow or lock failed.
    Refused {
        access: AccessMode,
        /// Whether it panics instead of returning an `Err`.
        panics: bool,
    },
    /// The thread has to wait.
    Blocked {
        /// `lock`, `read`, `join`, `recv`…
        action: TracedAction,
        /// Whether it has a timeout.
        has_timeout: bool,
    },
    /// The thread continues.
    Resumed {
        /// Whether the timeout expired before what it waited for happened.
        timed_out: bool,
    },
    /// Another operation on the cell.
    Operation {
        /// `load`, `store`, `send`, `notify_one`…
        action: TracedAction,
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
    Exited,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_the_names_that_other_programs_read() {
        for event in [
            r#"{"thread":0,"kind":"created"}"#,
            r#"{"thread":0,"kind":"acquired","guard":1,"access":"exclusive","guards":{"read_guards":0,"write_guard":true}}"#,
            r#"{"thread":0,"kind":"released","guard":1,"unwinding":false,"guards":{"read_guards":0,"write_guard":false}}"#,
            r#"{"thread":0,"kind":"refused","access":"shared","panics":true}"#,
            r#"{"thread":0,"kind":"blocked","action":"lock","has_timeout":false}"#,
            r#"{"thread":0,"kind":"resumed","timed_out":false}"#,
            r#"{"thread":0,"kind":"operation","action":"load"}"#,
            r#"{"thread":0,"kind":"exited"}"#,
        ] {
            let read: TraceEvent = serde_json::from_str(event).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), event);
        }
        let ending = r#"{"kind":"step-limit","idle_steps":2000000}"#;
        let read: RunEnd = serde_json::from_str(ending).unwrap();
        assert_eq!(
            read,
            RunEnd::StepLimit {
                idle_steps: 2_000_000
            }
        );
        assert_eq!(serde_json::to_string(&read).unwrap(), ending);
    }

    #[test]
    fn a_finished_run_keeps_only_the_part_that_a_stopped_run_reached() {
        let run = |ending: &str, cells: &[u32], events: &[&str]| -> Trace {
            let cell = |id: &u32| {
                format!(
                    r#"{{"id":{id},"kind":"Mutex","content_type":"u32","created_at":null,"name":"m{id}","is_static":false,"may_own_cells":false}}"#
                )
            };
            let cells: Vec<String> = cells.iter().map(cell).collect();
            let thread = |id: u32| format!(r#"{{"id":{id},"name":"thread {id}","spawned":null}}"#);
            let threads = [0, 1, 2].map(thread).join(",");
            let json = format!(
                r#"{{"ending":{ending},"cells":[{}],"threads":[{threads}],"events":[{}],"truncated":false,"schedule":[],"stdout":"","explanations":[]}}"#,
                cells.join(","),
                events.join(",")
            );
            serde_json::from_str(&json).unwrap()
        };
        let locks = |cell: u32| {
            format!(r#"{{"thread":0,"cell":{cell},"kind":"operation","action":"lock"}}"#)
        };
        let starts = |child: u32| format!(r#"{{"thread":0,"kind":"spawned","child":{child}}}"#);
        let dropped = r#"{"thread":0,"cell":1,"kind":"dropped"}"#;
        let (starts_1, one, two, starts_2) = (starts(1), locks(1), locks(2), starts(2));
        let events = [&*starts_1, &*one, &*starts_2, &*two, dropped];
        let finished = r#"{"kind":"outcome","outcome":{"kind":"finished","code":0}}"#;
        let panicked = r#"{"kind":"outcome","outcome":{"kind":"panicked","thread":"main","panic_kind":"assertion","line":null,"inside_std":false,"message":""}}"#;
        for ending in [r#"{"kind":"deadlock"}"#, panicked] {
            let mut trace = run(finished, &[1, 2], &events);
            let mut stopped = run(ending, &[1], &events[..2]);
            stopped.threads.truncate(2);
            trace.compare_with(&stopped);
            assert_eq!(trace.events.len(), 2);
            assert_eq!(trace.unreached_events, 2);
            let threads: Vec<u32> = trace.threads.iter().map(|thread| thread.id).collect();
            assert_eq!(threads, [0, 1]);
        }
        let mut whole = run(finished, &[1, 2], &events);
        whole.compare_with(&run(finished, &[1], &events[..2]));
        assert_eq!(whole.unreached_events, 0);
    }
}
