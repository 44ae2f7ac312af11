//! Accesses to what threads share, and what is read again and again.

use super::{Call, Place, TracedAction};
use serde::{Deserialize, Serialize};

/// An access to a cell that threads share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SharedAccess {
    pub thread: u32,
    /// `load`, `store`, `lock`…
    pub action: TracedAction,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
    /// What the program calls the cell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expression: Option<String>,
    pub place: Place,
    /// The calls that led here, the innermost first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub calls: Vec<Call>,
}

/// Something else that a thread reads again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OtherRead {
    pub cell: u32,
    pub read: SharedAccess,
    /// The last change to the cell, if any thread changed it since it was shared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_change: Option<SharedAccess>,
}

/// A call that leads to a change to what threads read again and again, and that a thread may have skipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SkippedChange {
    /// The function with the change, and the place of its only call.
    pub function: String,
    pub place: Place,
    /// Where the caller may return after it has called the function that reads the value, and before that call.
    pub returns_before: Vec<Call>,
}

/// How often a line changed a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChangeCount {
    /// `fetch_add` or `fetch_sub`.
    pub action: TracedAction,
    pub place: Place,
    pub times: u64,
    /// Where its function may return before it, unless that is in more than two places.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub returns_before: Vec<Call>,
}

/// A cell with the name of another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SameNameCell {
    pub cell: u32,
    pub last_change: SharedAccess,
}

/// Lines that would change a value that a thread waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnreachedChanges {
    /// The functions that they are in, and their places.
    pub calls: Vec<Call>,
    /// The event at which a thread on its way there waits, if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub blocked_at: Option<usize>,
    /// What a thread on its way there reads again and again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub blocked_by_poll: Option<Box<SharedAccess>>,
    /// Whether the run may have reached them before, because the beginning of its record is missing.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub may_have_run: bool,
}
