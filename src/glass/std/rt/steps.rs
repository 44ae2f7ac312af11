//! What twins do with the scheduler: take steps, acquire and release, raise and lower levels, queue, and read the
//! virtual clock. The clock advances a little with each reading. It jumps to the next deadline when every thread that
//! can run only polls, when none can run, and when a thread is still asleep after the others have taken a step for each
//! microsecond of its sleep (at least 8,000).

use super::events::Hold;
use super::object::{Id, Op, Until};
use super::races;
use super::scheduler::{self, CLOCK, advance, end_of, scheduler};
use super::threads::{self, UnstartedThread, ensure_registered, me};
use super::words::Action;
use ::std::panic::Location;
use ::std::time::Duration;

/// Takes a step when this thread is scheduled and its condition holds. Returns false if the step timed out.
#[track_caller]
pub(crate) fn step(op: Op) -> bool {
    let joins = matches!(op.action, Action::Join | Action::IsFinished | Action::Scope);
    races::synchronizes();
    let is_in_time = advance(me(), op, false, Location::caller());
    if joins {
        races::joined(scheduler().exited().into_iter());
    }
    is_in_time
}

/// Takes a step that accesses an atomic. Its ordering determines whether others may synchronize with it, so unlike
/// [`step`] this does not assume that they may.
#[track_caller]
pub(crate) fn step_of_atomic(op: Op) -> bool {
    advance(me(), op, false, Location::caller())
}

/// Registers a thread that the caller is about to start, and that sees what the caller did until now.
#[track_caller]
pub(crate) fn register_thread(name: Option<&str>) -> UnstartedThread {
    races::synchronizes();
    threads::register_thread(name)
}

/// Lets other threads that can run go first.
#[track_caller]
pub(crate) fn yield_now() {
    let me = me();
    let op = Op::reads(end_of(me), Action::Yield);
    advance(me, op, true, Location::caller());
}

/// Releases what this thread holds.
pub(crate) fn release(held: Id, how: Hold) {
    step(match how {
        Hold::Exclusive => Op::writes(held, Action::Unlock),
        Hold::Shared => Op::reads(held, Action::Unlock),
    });
    release_without_step(held, how);
}

/// Acquires something exclusively if it is free, without a step, so that its order is not explored.
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

/// Releases what this thread holds, without a step: for locks without a `try_lock`.
pub(crate) fn release_without_step(held: Id, how: Hold) {
    let object = &mut *scheduler();
    let object = object.object(held);
    match how {
        Hold::Exclusive => object.writer = None,
        Hold::Shared => object.readers = object.readers.saturating_sub(1),
    }
}

/// Turns exclusive access into shared access before any waiting writer runs.
#[track_caller]
pub(crate) fn downgrade(held: Id) {
    step(Op::writes(held, Action::Downgrade));
    let object = &mut *scheduler();
    let object = object.object(held);
    object.writer = None;
    object.readers += 1;
}

/// Marks the last step as one that changed nothing, such as a failed `try_lock`.
pub(crate) fn mark_idle() {
    let me = me();
    let mut all = scheduler();
    let thread = all.thread_mut(me);
    thread.idle = thread.idle_before + 1;
    thread.spells = thread.spells_before;
    all.has_changed = false;
    all.idle_steps = all.idle_steps_before + 1;
}

/// Raises the level of an object, which unblocks the threads that wait for it.
pub(crate) fn raise(id: Id, by: u64) {
    races::synchronizes();
    let mut all = scheduler();
    let level = &mut all.object(id).level;
    *level = level.saturating_add(by);
}

/// Lowers the level of an object.
pub(crate) fn lower(id: Id, by: u64) {
    let mut all = scheduler();
    let level = &mut all.object(id).level;
    *level = level.saturating_sub(by);
}

/// Adds this thread to the queue of waiters.
pub(crate) fn enqueue_waiter(id: Id) {
    let me = me();
    scheduler().object(id).line.push_back(me);
}

/// Removes the first waiter, or the given one, whose deadline passed. Returns false if there is none.
pub(crate) fn dequeue_waiter(id: Id, only: Option<u32>) -> bool {
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

/// Reads the virtual clock.
pub(crate) fn now() -> Duration {
    Duration::from_nanos(scheduler::read_clock(me()))
}

/// Returns the time after this wait; `None` if it overflows.
pub(crate) fn deadline_after(wait: Duration) -> Option<u64> {
    ensure_registered();
    let wait = u64::try_from(wait.as_nanos()).ok()?;
    scheduler::clock().checked_add(wait)
}

#[track_caller]
pub(crate) fn sleep(time: Duration) {
    let deadline = Some(deadline_after(time).unwrap_or(u64::MAX));
    let sleep = Op::writes(CLOCK, Action::Sleep);
    step(sleep.until(Until::Never).by(deadline));
}
