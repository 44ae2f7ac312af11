//! std's io, with standard streams whose locks are part of the run: a thread that prints while another one holds the
//! lock waits for it, and the order in which threads print is one of the things that are tried out.

mod handles;
mod is_terminal;
mod lock;
mod printing;
mod stderr;
mod stdin;
mod stdout;
mod writing;

pub use ::std::io::*;
pub use is_terminal::IsTerminal;
#[doc(hidden)]
pub use printing::{_eprint, _print};
pub use stderr::{Stderr, StderrLock, stderr};
pub use stdin::{Stdin, StdinLock, stdin};
pub use stdout::{Stdout, StdoutLock, stdout};
