//! `IsTerminal`: std's own is sealed, so that the twins cannot have it.

use super::{Stderr, StderrLock, Stdin, StdinLock, Stdout, StdoutLock};
use ::std::io as real;

/// Whether a stream leads to a terminal.
pub trait IsTerminal {
    /// Whether it does.
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
