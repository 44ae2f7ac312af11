//! The run's own clock. Time passes only when every thread waits for it, and a little whenever somebody looks.

use super::{Op, Until, scheduler};
use ::std::time::Duration;

/// What looking at the clock costs, so that a loop which waits for a time comes to its end.
pub(super) const LOOK: u64 = 1_000;

/// How long the run has lasted by its own clock.
pub(crate) fn now() -> Duration {
    super::me();
    Duration::from_nanos(scheduler::look_at_clock())
}

/// The time that is so long from now; none when that is too far away to be told.
pub(crate) fn deadline_after(wait: Duration) -> Option<u64> {
    super::me();
    let wait = u64::try_from(wait.as_nanos()).ok()?;
    scheduler::clock().checked_add(wait)
}

/// Sleeps.
#[track_caller]
pub(crate) fn pass(time: Duration) {
    let deadline = Some(deadline_after(time).unwrap_or(u64::MAX));
    let sleep = Op::writes(scheduler::CLOCK, "sleep");
    super::step(sleep.until(Until::Never).by(deadline));
}
