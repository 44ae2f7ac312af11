//! What a run under glass showed: cells, threads, every borrow and lock with its lines, and what that explains.

use super::{Outcome, TimeLimit};
use serde::{Deserialize, Serialize};

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file, as its owner knows it.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
}

/// One run under glass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// How it ended.
    pub ending: RunEnd,
    /// What was borrowed, locked or waited for, in the order of first use.
    pub cells: Vec<TracedCell>,
    /// Its threads, in the order in which they came.
    pub threads: Vec<TracedThread>,
    /// What happened, in order.
    pub events: Vec<TraceEvent>,
    /// Whether there was more than could be written down.
    #[serde(rename = "cut")]
    pub truncated: bool,
    /// Which thread went on, wherever more than one could have: this run again.
    pub choices: Vec<u32>,
    /// What it printed.
    pub stdout: String,
    /// What it means, the weightiest first. Nothing is said that is not certain.
    pub explanations: Vec<Explanation>,
}

impl Trace {
    /// The cell of an event.
    #[must_use]
    pub fn cell(&self, event: &TraceEvent) -> Option<&TracedCell> {
        self.cells.iter().find(|seen| Some(seen.id) == event.cell)
    }

    /// Which one a cell is of several that were made at the same place under the same name; none where it is the only.
    #[must_use]
    pub fn number(&self, cell: &TracedCell) -> Option<usize> {
        let mut alike = self.cells.iter().filter(|other| {
            (&other.kind, &other.made, &other.name) == (&cell.kind, &cell.made, &cell.name)
        });
        let place = alike.position(|other| other.id == cell.id)?;
        (place > 0 || alike.next().is_some()).then_some(place + 1)
    }
}

/// How a run under glass ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum RunEnd {
    /// As a program ends by itself, or over a limit.
    Outcome {
        /// What it did, in the words of a verdict.
        outcome: Outcome,
    },
    /// No thread could go on, and no time that passes would have changed that.
    Deadlock,
    /// It took more steps than are let pass; with `spins`, nothing but looking was left.
    #[serde(rename = "endless")]
    StepLimit {
        /// Whether its threads only looked for something that never came.
        spins: bool,
    },
    /// The choices that were given do not fit: it is not the same program twice.
    Diverged,
    /// A thread stood still in the system while it was its turn, so the run could not be followed.
    NotFollowed,
}

impl RunEnd {
    /// The same in the words of a verdict.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Outcome { outcome } => outcome.clone(),
            Self::Deadlock => Outcome::Deadlocked { threads: 0 },
            Self::StepLimit { .. } => Outcome::TimedOut {
                limit: TimeLimit::Busy,
            },
            Self::Diverged | Self::NotFollowed => Outcome::TimedOut {
                limit: TimeLimit::StoodStill,
            },
        }
    }
}

/// A cell, lock, channel or the like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedCell {
    /// Its number in this run.
    pub id: u32,
    /// The name of its type: `RefCell`, `Mutex`, `AtomicUsize`…
    pub kind: String,
    /// What is in it, with short paths.
    pub of: String,
    /// Where it was made.
    pub made: Option<Place>,
    /// What the source calls it there.
    pub name: Option<String>,
    /// Whether it lies where statics lie.
    pub is_static: bool,
    /// Whether what is in it may own others.
    pub owns: bool,
}

impl TracedCell {
    /// Whether it is one of the streams that every program has: printing locks them.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        ["Stdout", "Stderr", "Stdin"].contains(&self.kind.as_str())
    }
}

/// A thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedThread {
    /// Its number in this run.
    pub id: u32,
    /// What to call it: `main`, its own name, or `thread 1`.
    pub name: String,
    /// Where it was started.
    pub spawned: Option<Place>,
    /// The number of what others wait for when they join it.
    #[serde(skip)]
    pub end: u32,
    /// The number of what it waits for when it parks.
    #[serde(skip)]
    pub parking: u32,
}

/// How a guard holds its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccessMode {
    /// Together with others that read.
    Shared,
    /// Alone.
    #[serde(rename = "alone")]
    Exclusive,
}

/// A cell's guards at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guards {
    /// How many read.
    pub readers: u32,
    /// Whether one writes.
    pub writer: bool,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceEvent {
    /// The thread that did it.
    pub thread: u32,
    /// The cell that it was done with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<u32>,
    /// The line; none where it is nobody's in the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum EventKind {
    /// The cell was made; told at its first use.
    #[serde(rename = "made")]
    Created,
    /// A guard was given out.
    #[serde(rename = "began")]
    Acquired {
        /// The guard's number.
        guard: u32,
        /// How it holds the cell.
        #[serde(rename = "how")]
        access: AccessMode,
        /// The variable that it was put into, where the source says so plainly.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The cell's guards afterwards.
        guards: Guards,
    },
    /// A guard came to its end.
    #[serde(rename = "ended")]
    Released {
        /// The guard's number.
        guard: u32,
        /// Whether a panic was unwinding.
        unwinding: bool,
        /// The cell's guards afterwards.
        guards: Guards,
    },
    /// Somebody asked for a guard and was refused.
    Refused {
        /// How it would have held the cell.
        #[serde(rename = "how")]
        access: AccessMode,
        /// Whether that is a panic, and not an `Err`.
        panics: bool,
    },
    /// A thread cannot go on.
    #[serde(rename = "waits")]
    Blocked {
        /// For what: `lock`, `read`, `join`, `recv`…
        action: String,
        /// Whether it gives up by itself after a time.
        for_a_time: bool,
    },
    /// It can.
    #[serde(rename = "goes")]
    Resumed {
        /// Whether what it waited for came.
        in_time: bool,
    },
    /// Something else was done with the cell.
    #[serde(rename = "did")]
    Operation {
        /// `load`, `store`, `send`, `notify_one`…
        action: String,
        /// The value that went in or came out.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// A thread panicked while it held the lock.
    Poisoned,
    /// The cell was dropped.
    Dropped,
    /// The thread panicked.
    Panicked {
        /// The sentence.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// The thread started another one.
    Spawned {
        /// That one.
        child: u32,
    },
    /// The thread ended.
    #[serde(rename = "stopped")]
    Exited,
}

/// What kind of thing is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExplanationKind {
    /// Two borrows that exclude each other.
    Conflict,
    /// Threads that wait for each other, or for what can never come.
    Deadlock,
    /// Threads that look for something that never comes.
    Livelock,
    /// A lock that a panicking thread left behind.
    Poison,
    /// Cells that were never dropped.
    Leak,
    /// A guard that was held while its thread waited, and others waited for it.
    HeldTooLong,
}

/// Something that a run explains, in sentences that name lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What kind of thing it is.
    pub kind: ExplanationKind,
    /// The sentences, plain, for any reader.
    pub says: String,
    /// The events that it is about, by their place in [`Trace::events`].
    pub events: Vec<usize>,
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
        let ending = r#"{"how":"endless","spins":true}"#;
        let read: RunEnd = serde_json::from_str(ending).unwrap();
        assert_eq!(read, RunEnd::StepLimit { spins: true });
        assert_eq!(serde_json::to_string(&read).unwrap(), ending);
    }
}
