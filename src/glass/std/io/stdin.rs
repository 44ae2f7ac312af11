//! std's `Stdin` and its lock, which is not re-entrant, as in std. Reading blocks in the kernel, and all threads with it,
//! until there is input.

use super::lock::{HeldLock, Lock};
use crate::rt::{Action, CellKind, GuardMark, Hold};
use ::std::fmt::{self, Debug, Formatter};
use ::std::io::{self as real, BufRead, IoSliceMut, Lines, Read, Result};

static STDIN: Lock = Lock::new(CellKind::Stdin);

/// std's `Stdin`.
pub struct Stdin {
    inner: real::Stdin,
}

/// std's `StdinLock`.
#[must_use = "if unused stdin will immediately unlock"]
pub struct StdinLock<'a> {
    inner: real::StdinLock<'a>,
    _held: HeldLock,
    _mark: GuardMark,
}

/// std's `stdin`.
#[must_use]
pub fn stdin() -> Stdin {
    Stdin {
        inner: real::stdin(),
    }
}

impl Stdin {
    /// std's `lock`.
    #[track_caller]
    pub fn lock(&self) -> StdinLock<'static> {
        let held = STDIN.take_exclusive(Action::Lock);
        StdinLock {
            inner: self.inner.lock(),
            _held: held,
            _mark: GuardMark::begin(STDIN.id(), Hold::Exclusive),
        }
    }

    /// std's `read_line`.
    #[track_caller]
    pub fn read_line(&self, buf: &mut String) -> Result<usize> {
        self.lock().read_line(buf)
    }

    /// std's `lines`.
    #[must_use = "`self` will be dropped if the result is not used"]
    #[track_caller]
    pub fn lines(self) -> Lines<StdinLock<'static>> {
        self.lock().lines()
    }

    pub(super) fn inside(&self) -> &real::Stdin {
        &self.inner
    }
}

impl<'a> StdinLock<'a> {
    pub(super) fn inside(&self) -> &real::StdinLock<'a> {
        &self.inner
    }
}

impl Debug for Stdin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl Debug for StdinLock<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// Implements `Read` by forwarding to the given method or field.
macro_rules! reading {
    ($($stream:ty => $inner:ident $(($($call:tt)*))?),+) => {
        $(
            impl Read for $stream {
                #[track_caller]
                fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
                    self.$inner $(($($call)*))? .read(buf)
                }

                #[track_caller]
                fn read_vectored(&mut self, bufs: &mut [IoSliceMut<'_>]) -> Result<usize> {
                    self.$inner $(($($call)*))? .read_vectored(bufs)
                }

                #[track_caller]
                fn read_to_end(&mut self, buf: &mut Vec<u8>) -> Result<usize> {
                    self.$inner $(($($call)*))? .read_to_end(buf)
                }

                #[track_caller]
                fn read_to_string(&mut self, buf: &mut String) -> Result<usize> {
                    self.$inner $(($($call)*))? .read_to_string(buf)
                }

                #[track_caller]
                fn read_exact(&mut self, buf: &mut [u8]) -> Result<()> {
                    self.$inner $(($($call)*))? .read_exact(buf)
                }
            }
        )+
    };
}

reading!(Stdin => lock(), &Stdin => lock(), StdinLock<'_> => inner);

impl BufRead for StdinLock<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
    }

    fn read_until(&mut self, byte: u8, buf: &mut Vec<u8>) -> Result<usize> {
        self.inner.read_until(byte, buf)
    }

    fn read_line(&mut self, buf: &mut String) -> Result<usize> {
        self.inner.read_line(buf)
    }
}
