//! What all twins stand on: who may go on (the scheduler), what is written down (the record), and where in the
//! program something happened.
//!
//! A twin calls [`step`] before whatever other threads could notice, [`Mark::begin`] for a guard, and the events
//! for the rest. Nothing here knows what a mutex is.

mod events;
mod hashing;
mod object;
mod place;
mod record;
mod scheduler;
mod settings;
mod statics;
mod steps;
mod tag;
mod threads;

pub(crate) use events::{Hold, did, poisoned, refused};
pub(crate) use object::{Id, Op, Until};
pub(crate) use steps::{
    deadline_after, downgrade, give_back, idle, leave, lower, now, pass, raise, step, take_if_free,
    take_waiter, wait_in_line, yields,
};
pub(crate) use tag::{Mark, Tag};
pub(crate) use threads::{announce_end, me, newborn, parking};
