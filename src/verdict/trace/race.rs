//! Races, as data: changes that came between what a thread saw and what it then did.

use super::{Call, CellKind, SharedAccess};
use serde::{Deserialize, Serialize};

/// A change that depends on what its thread saw before, although another thread changed it in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Race {
    pub race_kind: RaceKind,
    pub cell: u32,
    #[cfg_attr(test, schemars(with = "String"))]
    pub cell_type: CellKind,
    /// What the thread saw, what another one changed, and what the thread then changed.
    pub first: SharedAccess,
    pub intervening: SharedAccess,
    /// The last change in between, if there were several; `intervening` is then the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_intervening: Option<SharedAccess>,
    pub last: SharedAccess,
    /// The two places in one call of a function that led to the first and the last access.
    pub first_call: Call,
    pub last_call: Call,
    /// The panic that followed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub panicked: Option<usize>,
    /// How often it happened in the run.
    pub times: u64,
}

impl Race {
    /// Returns the last change that came between.
    #[must_use]
    pub fn overwritten(&self) -> &SharedAccess {
        self.last_intervening.as_ref().unwrap_or(&self.intervening)
    }

    /// Whether the values show that the other thread's change is lost. If a locked value is more than a number, the two
    /// threads may have changed different parts of it.
    #[must_use]
    pub fn loses_change(&self) -> bool {
        let is_atomic = matches!(self.cell_type, CellKind::Atomic(_));
        let is_changed = || {
            let (before, after) = (&self.first.value, &self.overwritten().value);
            before.is_some() && after.is_some() && before != after
        };
        self.race_kind == RaceKind::LostUpdate && (is_atomic || is_changed())
    }
}

/// A thread that saw a change, but not yet what the change announces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EarlyAnnouncement {
    pub announcement: SharedAccess,
    pub announcement_read: SharedAccess,
    pub stale_read: SharedAccess,
    pub late_store: SharedAccess,
    /// The panic that followed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub panicked: Option<usize>,
    pub times: u64,
}

/// The first store of an atomic, the one that announces it, and the two reads of another thread. All are `Relaxed`, and the
/// thread that stored did nothing in between that others synchronize with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnorderedStores {
    pub store: SharedAccess,
    pub announcement: SharedAccess,
    pub announcement_read: SharedAccess,
    pub read: SharedAccess,
}

/// Two values that one thread read one after the other, while another thread changed both. All are the events that locked
/// them, or the operations on atomics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TornPair {
    /// Whether the changes came between the reads. Otherwise, the reads came between the changes.
    pub changed_between: bool,
    pub reads: [usize; 2],
    pub changes: [usize; 2],
    /// Where, in the same run, changes came between the reads, if `reads` came between `changes`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub opposite_order: Option<OppositeOrder>,
}

/// Two reads, with two changes between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OppositeOrder {
    pub reads: [usize; 2],
    pub changes: [usize; 2],
}

/// What goes wrong if another thread comes in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RaceKind {
    /// The other thread's change is overwritten.
    LostUpdate,
    /// What was checked no longer holds.
    CheckThenAct,
    /// A value is read, and then replaced by one that does not depend on it; what is replaced is no longer what was read.
    OutdatedTake,
}
