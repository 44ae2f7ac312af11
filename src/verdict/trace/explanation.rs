//! What a trace means, as data: the causes, and the events that they are made of.
//!
//! Events are indices into the events of the trace, which have the lines, threads and names. A guard is the event that
//! created it.

use super::AccessMode;
use serde::{Deserialize, Serialize};

/// An explanation of what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(transform = with_sentence))]
pub struct Explanation {
    #[serde(flatten)]
    pub cause: Cause,
    /// All events that it is about.
    pub events: Vec<usize>,
}

/// Why something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Cause {
    /// Two borrows that exclude each other.
    Conflict {
        refused: usize,
        /// The method that was refused, if the source shows it: `borrow_mut`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        method: Option<String>,
        /// The guards in the way.
        guards: Vec<usize>,
        /// Where the last of them is dropped, as far as that is certain.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<GuardEnd>,
    },
    /// Threads that wait for each other, or for something that can never happen.
    Deadlock {
        shape: DeadlockShape,
        /// The waits that cause it.
        waits: Vec<BlockedThread>,
        /// The threads that wait for those, directly or indirectly, the nearest first.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        behind: Vec<BlockedThread>,
        /// The notify that came before any thread waited for it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        lost_notify: Option<usize>,
    },
    /// Threads that check for something that never happens.
    Livelock {
        /// The last access of each.
        checks: Vec<usize>,
    },
    /// A lock that a panicking thread held.
    Poison {
        poisoned: usize,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        panicked: Option<usize>,
        /// The guard that the panicking thread held.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        guard: Option<usize>,
        /// The guards that threads got while it was poisoned.
        met_by: Vec<usize>,
    },
    /// Cells that were never dropped.
    Leak {
        /// Their ids.
        cells: Vec<u32>,
    },
    /// A guard that was held while its thread waited, so that others had to wait for it.
    HeldTooLong {
        guard: usize,
        waited: usize,
        /// The wait of another thread for the guard.
        contended: usize,
    },
}

/// Where a guard is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GuardEnd {
    pub event: usize,
    /// The `}` or `;` that drops it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sign: Option<char>,
    /// Whether it might have been dropped elsewhere without the panic.
    pub by_panic: bool,
}

/// How the waits of a deadlock depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeadlockShape {
    /// A thread waits for itself.
    Itself,
    /// Each thread waits for the next, and the last for the first.
    Circle,
    /// No thread is left that could end the waits.
    NoOneLeft,
}

/// A thread that waits forever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BlockedThread {
    /// The event at which it began to wait.
    pub event: usize,
    #[serde(rename = "for")]
    pub target: WaitTarget,
    pub blockers: Vec<Blocker>,
}

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WaitTarget {
    /// An exclusive lock.
    Lock,
    /// A read or write lock.
    Data(AccessMode),
    /// The end of this thread.
    End(u32),
    /// A value that another thread initializes, or a closure that it runs.
    Value,
    Unpark,
    Notify,
    /// Other threads at a barrier.
    Others,
    Message,
    /// Room for a message, or a receiver that takes it.
    Room,
    Else,
}

/// What blocks a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Blocker {
    /// A live guard.
    Guard(usize),
    /// A thread that must end, or must write before others may read.
    Thread(u32),
}

/// Adds the sentence, which the report writes, to the schema of an explanation.
#[cfg(test)]
fn with_sentence(schema: &mut schemars::Schema) {
    let says =
        serde_json::json!({ "type": "string", "description": "What it says, in sentences." });
    let properties = schema.get_mut("properties");
    let properties = properties.and_then(|properties| properties.as_object_mut());
    properties
        .expect("it is an object")
        .insert("says".to_owned(), says);
    let required = schema.get_mut("required");
    let required = required.and_then(|required| required.as_array_mut());
    required
        .expect("its events are required")
        .push("says".into());
}
