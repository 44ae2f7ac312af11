//! The runtime of the twins: the scheduler decides which thread runs, and the record stores what happened and where in
//! the program.
//!
//! A twin calls [`step`] before any effect that other threads could observe, [`GuardMark::begin`] for a guard, and the
//! `record_…` functions for everything else. The twin decides what an [`Action`] does. Here, `races` uses it to
//! distinguish looks from changes, `live` recognizes atomics by their [`CellKind`], and both become words only when a
//! line is written.

mod events;
mod hashing;
mod json_line;
mod live;
mod memory;
mod object;
mod place;
mod races;
mod record;
mod scheduler;
mod settings;
mod stack;
mod statics;
mod steps;
mod tag;
mod threads;
mod unwind;
mod watchdog;
mod words;

pub(crate) use events::{
    Hold, record_operation, record_operation_of, record_poisoning, record_refusal,
};
pub(crate) use object::{Id, Op, Until};
pub(crate) use races::{Simple, Value, record_look, record_write};
pub use record::record_test_returned;
pub(crate) use steps::{
    deadline_after, dequeue_waiter, downgrade, enqueue_waiter, lower, mark_idle, now, raise,
    register_thread, release, release_without_step, sleep, step, step_of_atomic, take_if_free,
    yield_now,
};
pub(crate) use tag::{GuardMark, Tag, place_of};
pub(crate) use threads::{announce_exit, me, parking};
pub(crate) use words::{Action, CellKind};
