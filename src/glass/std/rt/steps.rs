//! What twins do with the scheduler: take steps, hold and give back, raise and lower, stand in line, and go by its
//! clock. Time passes only when every thread waits for it, and a little whenever somebody looks.

use super::events::Hold;
use super::object::{Id, Op, Until};
use super::scheduler::{self, CLOCK, advance, end_of, scheduler};
use super::threads::me;
use ::std::panic::Location;
use ::std::time::Duration;

/// Takes a step, when it is this thread's turn and what it waits for holds. False: its deadline came first.
#[track_caller]
pub(crate) fn step(op: Op) -> bool {
    advance(me(), op, false, Location::caller())
}

/// Lets others go on first, if there are any that can.
#[track_caller]
pub(crate) fn yields() {
    let me = me();
    let op = Op::reads(end_of(me), "yield");
    advance(me, op, true, Location::caller());
}

/// Gives back what was held alone, or together with others.
pub(crate) fn leave(held: Id, how: Hold) {
    match how {
        Hold::Alone => {
            step(Op::writes(held, "unlock"));
            give_back(held);
        }
        Hold::Shared => {
            step(Op::reads(held, "unlock"));
            let object = &mut *scheduler();
            let object = object.object(held);
            object.readers = object.readers.saturating_sub(1);
        }
    }
}

/// Takes something alone, if it is free, without a step: where its order among other steps shall not be explored.
pub(crate) fn take_if_free(id: Id) -> bool {
    let me = me();
    let mut all = scheduler();
    let object = all.object(id);
    let free = object.writer.is_none() && object.readers == 0;
    if free {
        object.writer = Some(me);
    }
    free
}

/// Gives back what was held alone, without a step: for locks that nobody can find taken without waiting for them.
pub(crate) fn give_back(held: Id) {
    scheduler().object(held).writer = None;
}

/// Goes on as a reader of what was held alone, before any writer that waits for it.
#[track_caller]
pub(crate) fn downgrade(held: Id) {
    step(Op::writes(held, "downgrade"));
    let object = &mut *scheduler();
    let object = object.object(held);
    object.writer = None;
    object.readers += 1;
}

/// The step just taken changed nothing after all: it looked, and found that it has to come again.
pub(crate) fn idle() {
    let me = me();
    let mut all = scheduler();
    let thread = all.thread_mut(me);
    thread.idle = thread.idle_before + 1;
    all.idle_steps = all.idle_steps_before + 1;
}

/// Raises the level of something, so that those go on who wait for it.
pub(crate) fn raise(id: Id, by: u64) {
    let mut all = scheduler();
    let level = &mut all.object(id).level;
    *level = level.saturating_add(by);
}

/// Lowers it.
pub(crate) fn lower(id: Id, by: u64) {
    let mut all = scheduler();
    let level = &mut all.object(id).level;
    *level = level.saturating_sub(by);
}

/// Puts this thread at the end of the line of those that wait to be called.
pub(crate) fn wait_in_line(id: Id) {
    let me = me();
    scheduler().object(id).line.push_back(me);
}

/// Calls the first in line; false when nobody stands there. With a deadline passed, a thread calls itself.
pub(crate) fn take_waiter(id: Id, only: Option<u32>) -> bool {
    let mut all = scheduler();
    let line = &mut all.object(id).line;
    match only {
        None => line.pop_front().is_some(),
        Some(thread) => {
            let before = line.len();
            line.retain(|waiting| *waiting != thread);
            line.len() < before
        }
    }
}

/// How long the run has lasted by its own clock.
pub(crate) fn now() -> Duration {
    Duration::from_nanos(scheduler::look_at_clock(me()))
}

/// The time that is so long from now; none when that is too far away to be told.
pub(crate) fn deadline_after(wait: Duration) -> Option<u64> {
    me();
    let wait = u64::try_from(wait.as_nanos()).ok()?;
    scheduler::clock().checked_add(wait)
}

/// Sleeps.
#[track_caller]
pub(crate) fn pass(time: Duration) {
    let deadline = Some(deadline_after(time).unwrap_or(u64::MAX));
    let sleep = Op::writes(CLOCK, "sleep");
    step(sleep.until(Until::Never).by(deadline));
}
