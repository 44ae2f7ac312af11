//! `Stderr` and its lock. The order of what goes there is nobody's business, so that printing is a step only while
//! somebody else holds the lock; locking always is one.

use super::lock::{Held, Lock};
use crate::rt::{GuardMark, Hold};
use ::std::fmt::{self, Debug, Formatter};
use ::std::io::{self as real, IoSlice, Result, Write};
use ::std::marker::PhantomData;
use ::std::panic::{RefUnwindSafe, UnwindSafe};

pub(super) static STDERR: Lock = Lock::of("Stderr");

/// The standard error.
pub struct Stderr {
    inner: real::Stderr,
}

/// The standard error, locked.
#[must_use = "if unused stderr will immediately unlock"]
pub struct StderrLock<'a> {
    // The genuine lock is taken for each write only: a thread that panics needs it for its message, and must not wait
    // for another one while it is its turn.
    inner: real::Stderr,
    _held: Held,
    _mark: GuardMark,
    // Neither `Send` nor `Sync`, as std's.
    _guard: PhantomData<(&'a (), *const ())>,
}

/// The standard error.
#[must_use]
pub fn stderr() -> Stderr {
    Stderr {
        inner: real::stderr(),
    }
}

impl Stderr {
    /// Waits until nobody else has it, and locks it.
    #[track_caller]
    pub fn lock(&self) -> StderrLock<'static> {
        let held = STDERR.take("lock");
        StderrLock::new(held)
    }

    /// The lock for one call.
    #[track_caller]
    #[expect(
        clippy::unused_self,
        reason = "`Stdout` is written to in the same way, and needs it"
    )]
    fn lock_to_print(&self) -> StderrLock<'static> {
        let held = STDERR.take_unnoticed("print");
        StderrLock::new(held)
    }

    pub(super) fn inside(&self) -> &real::Stderr {
        &self.inner
    }

    pub(super) fn into_inside(self) -> real::Stderr {
        self.inner
    }
}

impl StderrLock<'_> {
    #[track_caller]
    fn new(held: Held) -> Self {
        Self {
            inner: real::stderr(),
            _held: held,
            _mark: GuardMark::begin(STDERR.id(), Hold::Exclusive),
            _guard: PhantomData,
        }
    }

    pub(super) fn inside(&self) -> &real::Stderr {
        &self.inner
    }
}

impl UnwindSafe for Stderr {}
impl RefUnwindSafe for Stderr {}
impl UnwindSafe for StderrLock<'_> {}
impl RefUnwindSafe for StderrLock<'_> {}

impl Debug for Stderr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl Debug for StderrLock<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("StderrLock").finish_non_exhaustive()
    }
}

super::writing::through_a_lock!(Stderr, lock_to_print);

// `write_fmt` is left as it is by default: it writes piece by piece, and between the pieces the program's own code runs.
impl Write for StderrLock<'_> {
    fn write(&mut self, buf: &[u8]) -> Result<usize> {
        self.inner.write(buf)
    }

    fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> Result<usize> {
        self.inner.write_vectored(bufs)
    }

    fn flush(&mut self) -> Result<()> {
        self.inner.flush()
    }

    fn write_all(&mut self, buf: &[u8]) -> Result<()> {
        self.inner.write_all(buf)
    }
}
