//! Explanations of a trace, as data: the causes, and the events that show them.
//!
//! Events are indices into the events of the trace, which have the lines, threads and names. A guard is the event that
//! created it.

use super::race::{EarlyAnnouncement, Race, TornPair, UnorderedStores};
use super::{
    AccessMode, Call, ChangeCount, GuardEnd, Holding, Leak, LivingSender, NamedPlace, OtherRead,
    Place, SameNameCell, SharedAccess, SkippedChange, UnreachedChanges,
};
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
        /// What is known about the only one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        holding: Option<Box<Holding>>,
        /// What is known about each, if there are several.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        holdings: Vec<Holding>,
        /// A second refusal, while the panic of this one was unwinding: it aborted the process.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        refused_while_unwinding: Option<usize>,
    },
    /// A `OnceCell` whose initializer initialized it again.
    Reentry {
        /// The outer initialization.
        outer_init: usize,
        /// The inner one, whose calls lead back to the outer one.
        inner_init: usize,
        /// The panic that followed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        panicked: Option<usize>,
    },
    /// Threads that wait for each other, or for something that can never happen.
    Deadlock {
        shape: DeadlockShape,
        /// The waits that cause it.
        waits: Vec<BlockedThread>,
        /// The threads that wait for those, directly or indirectly, the nearest first.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        waiting_for_these: Vec<BlockedThread>,
        /// The notification that came before any thread waited for it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        lost_notify: Option<usize>,
        /// Why no thread ends the waits.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<WaitReason>,
    },
    /// Threads that check for something that never happens.
    Livelock {
        /// The last access of each.
        checks: Vec<usize>,
        /// The guards that the threads try to get past.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        blocking_guards: Vec<usize>,
        /// What the thread sees, if it is the only one and that is known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        look: Option<Box<SharedAccess>>,
        /// The last change to that, if any thread changed it since it was shared.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        last_change: Option<Box<SharedAccess>>,
        /// How often each line added to it or subtracted from it, if nothing else changed it since `last_store`.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        changes: Vec<ChangeCount>,
        /// The last `store`, if any, after which these lines changed it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        last_store: Option<Box<SharedAccess>>,
        /// What else the thread reads.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        other_reads: Vec<OtherRead>,
        /// A call that may have been skipped, and would have led to another change.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        skipped_change: Option<SkippedChange>,
        /// The unfinished waits of all other threads.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        waits: Vec<usize>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unreached_changes: Option<UnreachedChanges>,
    },
    /// A thread that looks at the same value again and again, up to the time limit.
    Polling {
        cell: u32,
        poll: SharedAccess,
        /// Other threads that do the same.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        other_threads: Vec<u32>,
        /// The last change to the cell, if any thread changed it since it was shared.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        last_change: Option<SharedAccess>,
        /// How often each line added to it or subtracted from it, if nothing else changed it since `last_store`.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        changes: Vec<ChangeCount>,
        /// The last `store`, if any, after which these lines changed it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        last_store: Option<Box<SharedAccess>>,
        /// What else the thread reads.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        other_reads: Vec<OtherRead>,
        /// A call that may have been skipped, and would have led to another change.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        skipped_change: Option<SkippedChange>,
        /// Another cell with the same name, which was changed, and where that happened last.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        same_name_cell: Option<SameNameCell>,
        /// The events at which other threads began to wait for the end of this one.
        waits: Vec<usize>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unreached_changes: Option<UnreachedChanges>,
    },
    /// A refused `try_borrow` whose error the program ignores.
    IgnoredError {
        /// The event of the last refusal.
        refused: usize,
        /// How often it was refused there, because of a guard from the same place.
        times: usize,
        /// The method: `try_borrow_mut`.
        method: String,
        ignored_by: IgnoredBy,
        /// The guard in the way.
        guard: usize,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        holding: Option<Box<Holding>>,
    },
    /// A lock that a panicking thread held.
    Poison {
        poisoned: usize,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        panicked: Option<usize>,
        /// The guard that the panicking thread held.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        guard: Option<usize>,
        /// The guards that threads got while it was poisoned, and the panics of threads that needed its value.
        found_by: Vec<usize>,
        /// What is known about the guard that the panicking thread held.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        holding: Option<Box<Holding>>,
        /// What happened between the notification and the end of the wait that returned the guard.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        stolen_wakeup: Option<StolenWakeup>,
    },
    /// Cells that were never dropped.
    Leak(Leak),
    /// A change that depends on what its thread saw before, although another thread changed it in between.
    Race(Race),
    /// A thread that saw a change, but not yet what the change announces.
    EarlyAnnouncement(EarlyAnnouncement),
    /// Two stores, one of which announces the other, although nothing orders them for the thread that reads both.
    UnorderedStores(UnorderedStores),
    /// Two values that one thread read under two guards, while another one changed both.
    TornPair(TornPair),
    /// Threads that lock the same locks in different orders, so that they deadlock in another schedule.
    LockOrder {
        /// Each thread holds a lock that the thread before it takes.
        acquisitions: Vec<NestedAcquisition>,
    },
    /// A guard that was held while its thread waited, so that others had to wait for it.
    HeldTooLong {
        guard: usize,
        wait: usize,
        /// The wait of another thread for the guard.
        contending_wait: usize,
        /// The waits of further threads for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        other_waits: Vec<usize>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        holding: Option<Box<Holding>>,
    },
}

/// What makes a program continue after an error as if nothing had happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum IgnoredBy {
    /// An `if let` without an `else`.
    NoElse,
    /// A method that returns something else: `map_or`.
    Default { method: String },
}

/// A lock that a thread takes while it holds another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NestedAcquisition {
    /// The guard that it holds.
    pub guard: usize,
    /// The event at which it got the other lock.
    pub acquired: usize,
    /// The function that holds the guard, and the place of its call that led to the other lock.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub call: Option<Call>,
}

impl Explanation {
    /// Returns the event that matters most: the last one, or the last wait that causes a deadlock. Threads outside the
    /// deadlock may have started to wait for it later.
    #[must_use]
    pub fn main_event(&self) -> Option<usize> {
        match &self.cause {
            Cause::Deadlock { waits, .. } => waits.iter().map(|wait| wait.event).max(),
            _ => None,
        }
        .or_else(|| self.events.iter().copied().max())
    }
}

impl Cause {
    /// Returns where a guard in the way would be dropped if the refusal had not panicked, as far as that is certain.
    /// `began` is the event that created the guard.
    #[must_use]
    pub fn planned_end(&self, began: usize) -> Option<&GuardEnd> {
        let Self::Conflict {
            guards,
            until,
            holding,
            holdings,
            ..
        } = self
        else {
            return None;
        };
        let at = guards.iter().position(|guard| *guard == began)?;
        let held = match guards.as_slice() {
            [_] => holding.as_deref(),
            _ => holdings.get(at),
        };
        let own = held.and_then(|held| held.until.as_ref());
        let end = own.or_else(|| until.as_ref().filter(|_| guards.len() == 1));
        end.filter(|end| !end.dropped_by_panic)
    }
}

/// A change between a notification and the end of the wait, after which the thread does not check the value again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StolenWakeup {
    /// The event of the notification.
    pub notified: usize,
    /// The event at which another thread locked the value that it changed.
    pub changed: usize,
}

/// How the waits of a deadlock depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeadlockShape {
    /// A thread waits for itself.
    SelfDeadlock,
    /// Each thread waits for the next, and the last for the first.
    Cycle,
    /// No thread is left that could end the waits.
    NoWaker,
}

/// Why nothing ends a wait that is not for another waiting thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WaitReason {
    /// The last notification, or `unpark`, if there was one, came before the wait began or woke another thread.
    Notification(LastNotification),
    /// A channel stays open because of these senders.
    ChannelOpen {
        /// How many senders there were.
        senders: u32,
        live_senders: Vec<LivingSender>,
        /// The events at which the others were dropped.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        dropped: Vec<usize>,
        /// Whether another explanation says why no thread sends.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        is_explained: bool,
        /// Threads that wait for each other's answers, and so keep all others waiting.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        cycle: Vec<u32>,
    },
    /// Each of the waits is for room in a channel that is full.
    ChannelFull {
        /// Whether every remaining thread waits for these.
        no_other_thread: bool,
    },
    /// Too few threads reached a barrier.
    BarrierShort {
        size: usize,
        arrived: usize,
        /// Threads that reached it earlier and have ended.
        arrived_and_exited: Vec<u32>,
        /// How threads that have ended left the functions in which they reached it, or would have, if the source shows
        /// that they may have done so early.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        early_ends: Vec<EarlyEnd>,
        /// Threads that were spawned in the same place as those that reached it, and ended without reaching it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        exited_without_arriving: Vec<u32>,
        /// The event of another thread's wait, and the later place at which its function would reach the barrier.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unreached: Option<(usize, Place)>,
        /// Barriers that the same function creates with the same number of threads, and that not all of its threads
        /// reached.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        same_size: Vec<NamedPlace>,
    },
}

/// The last notification of a wait, or the last `unpark` of a parked thread, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LastNotification {
    pub last_notification: Option<usize>,
    /// A thread that it woke.
    pub woken_thread: Option<u32>,
    /// How many threads waited for it when it came, if it woke only one of several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub one_of: Option<usize>,
    /// Whether the waiting thread has looked at the value since, so that it cannot have missed the change.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub value_checked_since: bool,
    /// Other calls that would notify it, which the run has not reached.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unreached_calls: Vec<Call>,
    /// A change to what the waiting thread tests, made after that notification and during the wait.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unnotified: Option<Box<UnnotifiedChange>>,
    /// Whether the last notification came after the waiting thread had tested the value, and before it waited.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub in_check_wait_gap: bool,
    /// What the waiting thread checked before another thread changed it, and did not check again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outdated_check: Option<OutdatedCheck>,
    /// If the function with the change notifies only sometimes: threads that have ended without changing the value,
    /// although they were spawned at the same places as those that changed it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub exited_without_change: Vec<u32>,
    /// Where the function that led to the change can return before that, if there are `exited_without_change`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub returns_before: Vec<Call>,
}

/// How a thread left a function, or a loop in it, before it came back to a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EarlyEnd {
    /// The last event of the thread in that function.
    pub last_event: usize,
    /// The function, and where in it the thread was then.
    pub last: Call,
    /// Where the function or its loop can end after that.
    pub exits: Vec<ExitPlace>,
    /// Whether it certainly ended at the only one of these: otherwise, another event would have followed.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_certain: bool,
}

/// Where a function or a loop can end early.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExitPlace {
    pub place: Place,
    pub kind: ExitKind,
}

/// What ends a function or a loop early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExitKind {
    QuestionMark,
    Return,
    Break,
}

/// A check before a wait, and the change of another thread between the two: the events of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OutdatedCheck {
    pub checked: usize,
    pub changed: usize,
}

/// A change that no notification followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnnotifiedChange {
    /// The event that changed it, or locked it for that.
    pub event: usize,
    /// What is certain about it.
    #[serde(skip_serializing_if = "ChangeCertainty::is_change", default)]
    pub certain: ChangeCertainty,
    /// The function with the change, if it is known, and the place.
    pub call: Call,
    /// What called that function.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub caller: Option<Call>,
    /// The notification of another `Condvar` that followed it, if no line of the program notifies the one that the
    /// thread waits on, or if no thread waited on the other one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub other: Option<usize>,
    /// Whether no thread waited on that other `Condvar`, although some line of the program notifies the one that the
    /// thread waits on.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub other_woke_none: bool,
}

/// What is certain about a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ChangeCertainty {
    #[default]
    Change,
    /// A method was called that may leave the value as it was.
    Call {
        method: String,
        /// Whether it takes something out, as far as its name shows.
        takes: bool,
    },
    /// The program asked the guard for mutable access.
    Access,
}

impl ChangeCertainty {
    /// Whether the value was changed for certain.
    #[must_use]
    pub fn is_change(&self) -> bool {
        *self == Self::Change
    }

    /// Whether the value was changed, or a method was called whose name says that it changes the value.
    #[must_use]
    pub fn is_likely(&self) -> bool {
        matches!(self, Self::Change | Self::Call { takes: false, .. })
    }
}

/// A thread that waits forever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BlockedThread {
    /// The event at which it began to wait.
    pub event: usize,
    pub target: WaitTarget,
    pub blockers: Vec<Blocker>,
    /// What is known about the only guard in its way.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holding: Option<Holding>,
    /// Why the channel is open on which it waits for a message, if all threads of the cycle wait for messages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open_channel: Option<Box<WaitReason>>,
}

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WaitTarget {
    /// An exclusive lock.
    Lock,
    /// A read or write lock.
    RwLock(AccessMode),
    /// The end of this thread.
    ThreadEnd(u32),
    /// A value that another thread initializes, or a closure that it runs.
    Value,
    Unpark,
    Notify,
    /// Other threads at a barrier.
    Barrier,
    Message,
    /// Room for a message, or a receiver that takes it.
    ChannelSpace,
    Other,
}

/// What blocks a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Blocker {
    /// A live guard.
    Guard(usize),
    /// A thread that must end first, or whose turn to write comes first.
    Thread(u32),
    /// A thread that could notify, send, receive or arrive: it did so before, or would do so later.
    Waker {
        thread: u32,
        /// The last event at which it did so.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        last_event: Option<usize>,
    },
}

/// Adds the sentence, which the report writes, to the schema of an explanation.
#[cfg(test)]
fn with_sentence(schema: &mut schemars::Schema) {
    let message =
        serde_json::json!({ "type": "string", "description": "The explanation, in sentences." });
    let help = serde_json::json!({ "type": "string", "description": "What usually fixes it." });
    let properties = schema.get_mut("properties");
    let properties = properties.and_then(|properties| properties.as_object_mut());
    properties
        .expect("it is an object")
        .extend([("message".to_owned(), message), ("help".to_owned(), help)]);
    let required = schema.get_mut("required");
    let required = required.and_then(|required| required.as_array_mut());
    required
        .expect("its events are required")
        .push("message".into());
}
