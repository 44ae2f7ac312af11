//! One line of a record, as it stands there.

use serde::Deserialize;

/// A line.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Line {
    Choice(Choice),
    Cut,
    End,
    Exit,
    Deadlock,
    Endless {
        idle: u64,
    },
    Diverged,
    #[serde(untagged)]
    Step(Box<Step>),
}

/// A moment when more than one thread could go on.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::glass) struct Choice {
    /// The thread whose turn it was, if it could have gone on without others being asked first.
    pub(in crate::glass) was: Option<u32>,
    /// The one that did.
    pub(in crate::glass) took: u32,
    /// All that could, and what the run's past would be after their step; the usual one first.
    pub(in crate::glass) of: Vec<(u32, u64)>,
}

/// Anything else that happened: which fields are there depends on the event.
#[derive(Clone, Debug, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one field of some line of the record"
)]
pub(in crate::glass) struct Step {
    pub(in crate::glass) event: String,
    #[serde(default)]
    pub(in crate::glass) thread: u32,
    pub(in crate::glass) cell: Option<u32>,
    pub(in crate::glass) file: Option<String>,
    pub(in crate::glass) line: Option<u32>,
    pub(in crate::glass) column: Option<u32>,
    #[serde(default)]
    pub(in crate::glass) guard: u32,
    pub(in crate::glass) how: Option<String>,
    #[serde(default)]
    pub(in crate::glass) readers: u32,
    #[serde(default)]
    pub(in crate::glass) writer: bool,
    #[serde(default)]
    pub(in crate::glass) unwinding: bool,
    #[serde(default)]
    pub(in crate::glass) panics: bool,
    #[serde(default)]
    pub(in crate::glass) what: String,
    #[serde(default)]
    pub(in crate::glass) for_a_time: bool,
    #[serde(default)]
    pub(in crate::glass) in_time: bool,
    pub(in crate::glass) value: Option<String>,
    pub(in crate::glass) message: Option<String>,
    #[serde(default)]
    pub(in crate::glass) kind: String,
    #[serde(default)]
    pub(in crate::glass) of: String,
    #[serde(default)]
    pub(in crate::glass) owns: bool,
    #[serde(default)]
    pub(in crate::glass) fixed: bool,
    pub(in crate::glass) name: Option<String>,
    #[serde(default)]
    pub(in crate::glass) end: u32,
    #[serde(default)]
    pub(in crate::glass) parking: u32,
    pub(in crate::glass) by: Option<u32>,
}
