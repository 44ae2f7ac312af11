//! std's `Stdout` and its lock. Locking is a step, because the order of the output is visible outside; writing under the
//! lock is not, because no other thread can write meanwhile.

use super::lock::{HeldLock, Lock};
use crate::rt::{Action, CellKind, GuardMark, Hold};
use ::std::fmt::{self, Arguments, Debug, Formatter};
use ::std::io::{self as real, IoSlice, Result, Write};
use ::std::panic::{RefUnwindSafe, UnwindSafe};

pub(super) static STDOUT: Lock = Lock::new(CellKind::Stdout);

/// std's `Stdout`.
pub struct Stdout {
    inner: real::Stdout,
}

/// std's `StdoutLock`.
#[must_use = "if unused stdout will immediately unlock"]
pub struct StdoutLock<'a> {
    // The genuine lock is held, too: as in std, buffered output is lost if the program ends meanwhile.
    inner: real::StdoutLock<'a>,
    _held: HeldLock,
    _mark: GuardMark,
}

/// std's `stdout`.
#[must_use]
pub fn stdout() -> Stdout {
    Stdout {
        inner: real::stdout(),
    }
}

impl Stdout {
    /// std's `lock`.
    #[track_caller]
    pub fn lock(&self) -> StdoutLock<'static> {
        let held = STDOUT.take(Action::Lock);
        StdoutLock {
            inner: self.inner.lock(),
            _held: held,
            _mark: GuardMark::begin(STDOUT.id(), Hold::Exclusive),
        }
    }

    pub(super) fn inside(&self) -> &real::Stdout {
        &self.inner
    }

    pub(super) fn into_inside(self) -> real::Stdout {
        self.inner
    }
}

impl<'a> StdoutLock<'a> {
    pub(super) fn inside(&self) -> &real::StdoutLock<'a> {
        &self.inner
    }
}

impl UnwindSafe for Stdout {}
impl RefUnwindSafe for Stdout {}
impl UnwindSafe for StdoutLock<'_> {}
impl RefUnwindSafe for StdoutLock<'_> {}

impl Debug for Stdout {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl Debug for StdoutLock<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

super::writing::through_a_lock!(Stdout, lock);

impl Write for StdoutLock<'_> {
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

    fn write_fmt(&mut self, arguments: Arguments<'_>) -> Result<()> {
        self.inner.write_fmt(arguments)
    }
}
