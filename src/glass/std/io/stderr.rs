//! std's `Stderr` and its lock. The order of this output is not explored, so printing is a step only while another thread
//! holds the lock; locking always is one.

use super::lock::{HeldLock, Lock};
use crate::rt::{Action, CellKind, GuardMark, Hold};
use ::std::fmt::{self, Debug, Formatter};
use ::std::io::{self as real, IoSlice, Result, Write};
use ::std::marker::PhantomData;
use ::std::panic::{RefUnwindSafe, UnwindSafe};

pub(super) static STDERR: Lock = Lock::new(CellKind::Stderr);

/// std's `Stderr`.
pub struct Stderr {
    inner: real::Stderr,
}

/// std's `StderrLock`.
#[must_use = "if unused stderr will immediately unlock"]
pub struct StderrLock<'a> {
    // The genuine lock is held only during each write: a panicking thread needs it for its message, and must not
    // block while it is scheduled.
    inner: real::Stderr,
    _held: HeldLock,
    _mark: GuardMark,
    // Neither `Send` nor `Sync`, like std's.
    _guard: PhantomData<(&'a (), *const ())>,
}

/// std's `stderr`.
#[must_use]
pub fn stderr() -> Stderr {
    Stderr {
        inner: real::stderr(),
    }
}

impl Stderr {
    /// std's `lock`.
    #[track_caller]
    pub fn lock(&self) -> StderrLock<'static> {
        let held = STDERR.take(Action::Lock);
        StderrLock::new(held)
    }

    /// Locks for one call.
    #[track_caller]
    #[expect(
        clippy::unused_self,
        reason = "`Stdout` has the same method and needs it"
    )]
    fn lock_to_print(&self) -> StderrLock<'static> {
        let held = STDERR.take_without_step(Action::Print);
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
    fn new(held: HeldLock) -> Self {
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

// `write_fmt` keeps its default: it writes piece by piece, and the program's code runs between the pieces.
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
