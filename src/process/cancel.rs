//! A flag that ends what is running, and the signals that set it.

use super::{Error, system};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A shared flag: whoever holds a clone can end the runs that were given it.
#[derive(Clone, Default, Debug)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A flag that is not set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the runs that were given this flag, and every one that still will be.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it was set.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Sets the flag on SIGINT, SIGTERM and SIGHUP; a second SIGINT exits at once with 130.
///
/// Programs have sessions of their own, so the terminal's Ctrl-C reaches cellmate alone. On Windows nothing is
/// caught: there Ctrl-C goes to everything in the console.
///
/// # Errors
/// Where the system refuses the handlers.
pub fn cancel_on_signals(cancel: &Cancel) -> Result<(), Error> {
    system::set_on_signals(&cancel.0).map_err(Error::Signals)
}
