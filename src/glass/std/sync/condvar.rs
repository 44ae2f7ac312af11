//! The twin of `Condvar`. Nothing of std's is left in it: who waits and who is called is the scheduler's.

use super::{LockResult, MutexGuard, PoisonError};
use crate::rt::{
    Id, Op, Tag, Until, deadline_after, dequeue_waiter, enqueue_waiter, mark_idle, me, now,
    record_operation, step,
};
use ::std::fmt;
use ::std::time::Duration;

/// A line of threads that wait to be called. Nobody leaves it without a reason.
pub struct Condvar {
    tag: Tag,
}

/// Whether waiting ended because its time was over.
#[derive(Debug, PartialEq, Eq, Copy, Clone)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the time was over.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// A line that nobody stands in yet.
    #[must_use]
    #[track_caller]
    pub const fn new() -> Self {
        Self { tag: Tag::new() }
    }

    fn id(&self) -> Id {
        self.tag.id::<()>("Condvar")
    }

    /// Lets the mutex go, waits to be called, and takes the mutex again.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.stand(guard, None).0
    }

    /// Waits as long as the condition holds.
    #[track_caller]
    pub fn wait_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Waits for so many milliseconds at most; false if they are over.
    #[deprecated(
        since = "1.6.0",
        note = "replaced by `std::sync::Condvar::wait_timeout`"
    )]
    #[track_caller]
    pub fn wait_timeout_ms<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        ms: u32,
    ) -> LockResult<(MutexGuard<'a, T>, bool)> {
        match self.wait_timeout(guard, Duration::from_millis(ms.into())) {
            Ok((guard, result)) => Ok((guard, !result.timed_out())),
            Err(poisoned) => {
                let (guard, result) = poisoned.into_inner();
                Err(PoisonError::new((guard, !result.timed_out())))
            }
        }
    }

    /// Waits for so long at most.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        dur: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        match self.stand(guard, Some(dur)) {
            (Ok(guard), called) => Ok((guard, WaitTimeoutResult(!called))),
            (Err(poisoned), called) => {
                let guard = poisoned.into_inner();
                Err(PoisonError::new((guard, WaitTimeoutResult(!called))))
            }
        }
    }

    /// Waits as long as the condition holds, and for so long at most.
    #[track_caller]
    pub fn wait_timeout_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        dur: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        let start = now();
        loop {
            if !condition(&mut *guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let Some(left) = dur.checked_sub(now().saturating_sub(start)) else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            guard = self.wait_timeout(guard, left)?.0;
        }
    }

    /// Calls the thread that has waited longest.
    #[track_caller]
    pub fn notify_one(&self) {
        self.call("notify_one", 1);
    }

    /// Calls all threads that wait.
    #[track_caller]
    pub fn notify_all(&self) {
        self.call("notify_all", usize::MAX);
    }

    #[track_caller]
    fn call(&self, what: &'static str, most: usize) {
        let id = self.id();
        step(Op::writes(id, what));
        let mut called = 0;
        while called < most && dequeue_waiter(id, None) {
            called += 1;
        }
        if called == 0 {
            mark_idle();
        }
        record_operation(id, what, Some(&called));
    }

    /// Stands in line, for so long at most. False: nobody called in that time.
    #[track_caller]
    fn stand<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        most: Option<Duration>,
    ) -> (LockResult<MutexGuard<'a, T>>, bool) {
        let id = self.id();
        // Until here somebody may have called in vain. From here on nobody can any more: standing in line and
        // letting the mutex go are one.
        step(Op::writes(id, "wait").and(guard.id()));
        record_operation(id, "wait", None);
        enqueue_waiter(id);
        let mutex = guard.let_go();
        let op = match most {
            // Being called changes nothing: the caller has done that.
            None => Op::reads(id, "wait"),
            Some(most) => Op::writes(id, "wait").by(deadline_after(most)),
        };
        let called = step(op.until(Until::Called));
        if !called {
            dequeue_waiter(id, Some(me()));
        }
        (mutex.lock(), called)
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}
