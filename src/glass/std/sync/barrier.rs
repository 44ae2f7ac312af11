//! The twin of `Barrier`, built on the scheduler, because std's would block in the kernel.

use crate::rt::{Action, CellKind, Id, Op, Tag, Until, raise, record_operation, step};
use ::std::fmt;
use ::std::sync::{Mutex, PoisonError};

/// std's `Barrier`.
pub struct Barrier {
    tag: Tag,
    threads: usize,
    /// Locked only by the scheduled thread, so it never blocks.
    arrivals: Mutex<Arrivals>,
}

#[derive(Debug)]
struct Arrivals {
    waiting: usize,
    /// How often all threads have arrived.
    rounds: u64,
}

/// std's `BarrierWaitResult`.
pub struct BarrierWaitResult(bool);

impl Barrier {
    /// std's `new`.
    #[must_use]
    #[track_caller]
    pub const fn new(n: usize) -> Self {
        Self {
            tag: Tag::new(),
            threads: n,
            arrivals: Mutex::new(Arrivals {
                waiting: 0,
                rounds: 0,
            }),
        }
    }

    fn id(&self) -> Id {
        self.tag
            .id_with_limit::<()>(CellKind::Barrier, Some(self.threads))
    }

    /// std's `wait`.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let id = self.id();
        step(Op::writes(id, Action::Wait));
        let (here, round) = self.arrive();
        record_operation(id, Action::Wait, Some(&here));
        let is_last = here >= self.threads;
        if is_last {
            raise(id, 1);
        } else {
            step(Op::reads(id, Action::Wait).until(Until::Level(round)));
        }
        BarrierWaitResult(is_last)
    }

    /// Returns how many threads have arrived, and the round that ends when all have.
    fn arrive(&self) -> (usize, u64) {
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        let here = arrivals.waiting + 1;
        let round = arrivals.rounds + 1;
        if here >= self.threads {
            (arrivals.waiting, arrivals.rounds) = (0, round);
        } else {
            arrivals.waiting = here;
        }
        (here, round)
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

impl BarrierWaitResult {
    /// std's `is_leader`: whether this thread arrived last.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult")
            .field("is_leader", &self.is_leader())
            .finish()
    }
}
