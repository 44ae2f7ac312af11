//! The twin of `Condvar`, built on the scheduler's queue of waiters instead of std's.

use super::{LockResult, MutexGuard, PoisonError};
use crate::rt::{
    Action, CellKind, Id, Op, Tag, Until, deadline_after, dequeue_waiter, enqueue_waiter,
    mark_idle, me, now, record_operation, step,
};
use ::std::fmt;
use ::std::time::Duration;

/// std's `Condvar`, without spurious wakeups.
pub struct Condvar {
    tag: Tag,
}

/// std's `WaitTimeoutResult`.
#[derive(Debug, PartialEq, Eq, Copy, Clone)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// std's `timed_out`.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// std's `new`.
    #[must_use]
    #[track_caller]
    pub const fn new() -> Self {
        Self { tag: Tag::new() }
    }

    fn id(&self) -> Id {
        self.tag.id::<()>(CellKind::Condvar)
    }

    /// std's `wait`.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.wait_for(guard, None).0
    }

    /// std's `wait_while`.
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

    /// std's `wait_timeout_ms`.
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

    /// std's `wait_timeout`.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        dur: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        match self.wait_for(guard, Some(dur)) {
            (Ok(guard), called) => Ok((guard, WaitTimeoutResult(!called))),
            (Err(poisoned), called) => {
                let guard = poisoned.into_inner();
                Err(PoisonError::new((guard, WaitTimeoutResult(!called))))
            }
        }
    }

    /// std's `wait_timeout_while`.
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
            let Some(remaining) = dur.checked_sub(now().saturating_sub(start)) else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            guard = self.wait_timeout(guard, remaining)?.0;
        }
    }

    /// std's `notify_one`, which wakes the thread that has waited longest.
    #[track_caller]
    pub fn notify_one(&self) {
        self.wake_waiters(Action::NotifyOne, 1);
    }

    /// std's `notify_all`.
    #[track_caller]
    pub fn notify_all(&self) {
        self.wake_waiters(Action::NotifyAll, usize::MAX);
    }

    #[track_caller]
    fn wake_waiters(&self, action: Action, max: usize) {
        let id = self.id();
        step(Op::writes(id, action));
        let mut called = 0;
        while called < max && dequeue_waiter(id, None) {
            called += 1;
        }
        if called == 0 {
            mark_idle();
        }
        record_operation(id, action, Some(&called));
    }

    /// Waits for a notification or the timeout. Returns false if the wait timed out.
    #[track_caller]
    fn wait_for<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Option<Duration>,
    ) -> (LockResult<MutexGuard<'a, T>>, bool) {
        let id = self.id();
        // A notification before this step is lost. One after it is not, because queuing and releasing the mutex are
        // one step.
        step(Op::writes(id, Action::Wait).and(guard.id()));
        record_operation(id, Action::Wait, None);
        enqueue_waiter(id);
        let mutex = guard.release();
        let op = match timeout {
            // The wakeup changes nothing: the notifying thread has removed this one from the queue.
            None => Op::reads(id, Action::Wait),
            Some(timeout) => Op::writes(id, Action::Wait).by(deadline_after(timeout)),
        };
        let called = step(op.until(Until::Called));
        if !called {
            dequeue_waiter(id, Some(me()));
        }
        let mut locked = mutex.lock();
        match &mut locked {
            Ok(guard) => guard.set_waited(),
            Err(poisoned) => poisoned.get_mut().set_waited(),
        }
        (locked, called)
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
