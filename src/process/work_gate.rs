//! A gate to long work that only one job may do at a time. Waiting at the gate can be cancelled, unlike waiting for a
//! mutex.

use super::Cancel;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often a waiting job checks whether it is cancelled.
const CANCEL_POLL_INTERVAL: Duration = Duration::from_millis(20);

#[derive(Debug, Default)]
pub struct WorkGate {
    is_taken: Mutex<bool>,
    opened: Condvar,
}

/// Keeps other jobs out until it is dropped.
#[derive(Debug)]
#[must_use = "the gate opens when this is dropped"]
pub struct GatePass<'a>(&'a WorkGate);

impl WorkGate {
    /// Waits until no other job is inside; returns `None` if this one is cancelled first.
    pub fn enter(&self, cancel: &Cancel) -> Option<GatePass<'_>> {
        let mut is_taken = self.is_taken();
        while *is_taken && !cancel.is_cancelled() {
            let waited = self.opened.wait_timeout(is_taken, CANCEL_POLL_INTERVAL);
            is_taken = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if cancel.is_cancelled() {
            return None;
        }
        *is_taken = true;
        Some(GatePass(self))
    }

    /// Locks the flag, even if it is poisoned: a panic leaves nothing half-done in it.
    fn is_taken(&self) -> MutexGuard<'_, bool> {
        self.is_taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for GatePass<'_> {
    fn drop(&mut self) {
        *self.0.is_taken() = false;
        self.0.opened.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_job_waits_until_the_gate_opens_or_the_job_is_cancelled() {
        let gate = WorkGate::default();
        let inside = gate.enter(&Cancel::new()).unwrap();
        let (patient, cancelled) = (Cancel::new(), Cancel::new());
        thread::scope(|scope| {
            let waits = scope.spawn(|| gate.enter(&patient).is_some());
            let gives_up = scope.spawn(|| gate.enter(&cancelled).is_some());
            cancelled.cancel();
            assert!(!gives_up.join().unwrap());
            assert!(!waits.is_finished());
            drop(inside);
            assert!(waits.join().unwrap());
        });
    }
}
