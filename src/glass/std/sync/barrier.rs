//! The twin of `Barrier`. std's own would wait in the kernel, so nothing of it is left here.

use crate::rt::{Id, Op, Tag, Until, raise, record_operation, step};
use ::std::fmt;
use ::std::sync::{Mutex, PoisonError};

/// Where threads wait until so many have come.
pub struct Barrier {
    tag: Tag,
    threads: usize,
    /// Looked at only by the thread whose turn it is, so it never has to wait.
    arrivals: Mutex<Arrivals>,
}

#[derive(Debug)]
struct Arrivals {
    /// How many have come and wait.
    here: usize,
    /// How often all have gone on together.
    rounds: u64,
}

/// Whether a thread was the one that came last.
pub struct BarrierWaitResult(bool);

impl Barrier {
    /// A barrier for so many threads.
    #[must_use]
    #[track_caller]
    pub const fn new(n: usize) -> Self {
        Self {
            tag: Tag::new(),
            threads: n,
            arrivals: Mutex::new(Arrivals { here: 0, rounds: 0 }),
        }
    }

    fn id(&self) -> Id {
        self.tag.id::<()>("Barrier")
    }

    /// Waits until all have come.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let id = self.id();
        step(Op::writes(id, "wait"));
        let (here, round) = self.arrive();
        record_operation(id, "wait", Some(&here));
        let is_last = here >= self.threads;
        if is_last {
            raise(id, 1);
        } else {
            step(Op::reads(id, "wait").until(Until::Level(round)));
        }
        BarrierWaitResult(is_last)
    }

    /// How many are here now, and the round that ends when all are.
    fn arrive(&self) -> (usize, u64) {
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        let here = arrivals.here + 1;
        let round = arrivals.rounds + 1;
        if here >= self.threads {
            (arrivals.here, arrivals.rounds) = (0, round);
        } else {
            arrivals.here = here;
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
    /// Whether this thread came last.
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
