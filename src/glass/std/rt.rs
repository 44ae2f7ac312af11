//! What all twins stand on: who may go on (the scheduler), what is written down (the record), and where in the
//! program something happened.
//!
//! A twin calls [`step`] before whatever other threads could notice, [`Mark::begin`] for a guard, and [`record`]'s
//! events for the rest. Nothing here knows what a mutex is.

mod clock;
mod hashing;
mod line;
mod marks;
mod object;
mod op;
mod place;
mod record;
mod scheduler;
mod settings;
mod statics;
mod tag;
mod threads;

pub(crate) use clock::{deadline_after, now, pass};
pub(crate) use marks::{Hold, Mark};
pub(crate) use op::{Access, Op, Until};
pub(crate) use record::{did, poisoned, refused};
pub(crate) use scheduler::{
    downgrade, give_back, idle, leave, lower, raise, step, take_if_free, take_waiter, wait_in_line,
    yields,
};
pub(crate) use tag::{Id, Tag};
pub(crate) use threads::{announce_end, me, newborn, parking};
