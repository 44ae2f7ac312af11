//! The handles of the streams, their conversions to `Stdio`, and a trait like std's `IsTerminal`, which is sealed, so that
//! the twins cannot implement it.

use super::{Stderr, StderrLock, Stdin, StdinLock, Stdout, StdoutLock};
use ::std::io as real;
use ::std::process::Stdio;

#[cfg(unix)]
use ::std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
#[cfg(windows)]
use ::std::os::windows::io::{AsHandle, AsRawHandle, BorrowedHandle, RawHandle};

macro_rules! handles {
    ($($stream:ty),+) => {
        $(
            #[cfg(unix)]
            impl AsFd for $stream {
                fn as_fd(&self) -> BorrowedFd<'_> {
                    self.inside().as_fd()
                }
            }

            #[cfg(unix)]
            impl AsRawFd for $stream {
                fn as_raw_fd(&self) -> RawFd {
                    self.inside().as_raw_fd()
                }
            }

            #[cfg(windows)]
            impl AsHandle for $stream {
                fn as_handle(&self) -> BorrowedHandle<'_> {
                    self.inside().as_handle()
                }
            }

            #[cfg(windows)]
            impl AsRawHandle for $stream {
                fn as_raw_handle(&self) -> RawHandle {
                    self.inside().as_raw_handle()
                }
            }
        )+
    };
}

handles!(
    Stdin,
    StdinLock<'_>,
    Stdout,
    StdoutLock<'_>,
    Stderr,
    StderrLock<'_>
);

impl From<Stdout> for Stdio {
    fn from(stdout: Stdout) -> Self {
        stdout.into_inside().into()
    }
}

impl From<Stderr> for Stdio {
    fn from(stderr: Stderr) -> Self {
        stderr.into_inside().into()
    }
}

/// std's `IsTerminal`.
pub trait IsTerminal {
    /// std's `is_terminal`.
    fn is_terminal(&self) -> bool;
}

impl<T: real::IsTerminal> IsTerminal for T {
    fn is_terminal(&self) -> bool {
        real::IsTerminal::is_terminal(self)
    }
}

macro_rules! as_inside {
    ($($stream:ty),+) => {
        $(
            impl IsTerminal for $stream {
                fn is_terminal(&self) -> bool {
                    real::IsTerminal::is_terminal(self.inside())
                }
            }
        )+
    };
}

as_inside!(
    Stdin,
    StdinLock<'_>,
    Stdout,
    StdoutLock<'_>,
    Stderr,
    StderrLock<'_>
);
