//! std's `Receiver` and its iterators.

use super::channel::Channel;
use super::{RecvError, RecvTimeoutError, TryRecvError};
use crate::rt::{Action, deadline_after};
use ::std::cell::Cell;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{RefUnwindSafe, UnwindSafe};
use ::std::sync::Arc;
use ::std::time::Duration;

/// std's `Receiver`.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
    /// `Send` but not `Sync`.
    not_sync: PhantomData<Cell<()>>,
}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Receiver<T> {
    pub(super) fn new(channel: Arc<Channel<T>>) -> Self {
        Self {
            channel,
            not_sync: PhantomData,
        }
    }

    /// std's `try_recv`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.channel.try_receive()
    }

    /// std's `recv`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.channel
            .receive(Action::Recv, None)
            .map_err(|_| RecvError)
    }

    /// std's `recv_timeout`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.channel
            .receive(Action::RecvTimeout, deadline_after(timeout))
    }

    /// std's `iter`.
    #[expect(clippy::must_use_candidate, reason = "std's is not")]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self)
    }

    /// std's `try_iter`.
    #[expect(clippy::must_use_candidate, reason = "std's is not")]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::new(self)
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.channel.drop_receiver();
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

/// std's `Iter`.
#[derive(Debug)]
pub struct Iter<'a, T: 'a> {
    rx: &'a Receiver<T>,
}

/// std's `TryIter`.
#[derive(Debug)]
pub struct TryIter<'a, T: 'a> {
    rx: &'a Receiver<T>,
}

/// std's `IntoIter`.
#[derive(Debug)]
pub struct IntoIter<T> {
    rx: Receiver<T>,
}

impl<'a, T> Iter<'a, T> {
    fn new(rx: &'a Receiver<T>) -> Self {
        Self { rx }
    }
}

impl<'a, T> TryIter<'a, T> {
    fn new(rx: &'a Receiver<T>) -> Self {
        Self { rx }
    }
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.rx.recv().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.rx.try_recv().ok()
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.rx.recv().ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { rx: self }
    }
}
