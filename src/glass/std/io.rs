//! std's `io`, with twins of the standard streams. The scheduler grants their locks: a thread that prints while another
//! one holds the lock waits for it, and explorations try the orders in which threads print.

mod handles;
mod lock;
mod printing;
mod stderr;
mod stdin;
mod stdout;
mod writing;

pub use ::std::io::*;
pub use handles::IsTerminal;
#[doc(hidden)]
pub use printing::{_eprint, _print};
pub use stderr::{Stderr, StderrLock, stderr};
pub use stdin::{Stdin, StdinLock, stdin};
pub use stdout::{Stdout, StdoutLock, stdout};
