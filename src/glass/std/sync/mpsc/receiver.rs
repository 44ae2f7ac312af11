//! std's `Receiver`.

use super::channel::Channel;
use super::{Iter, RecvError, RecvTimeoutError, TryIter, TryRecvError};
use crate::rt::deadline_after;
use ::std::cell::Cell;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{RefUnwindSafe, UnwindSafe};
use ::std::sync::Arc;
use ::std::time::Duration;

/// std's `Receiver`.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
    /// It can be sent, and cannot be shared.
    not_sync: PhantomData<Cell<()>>,
}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Receiver<T> {
    pub(super) fn of(channel: Arc<Channel<T>>) -> Self {
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
        self.channel.receive("recv", None).map_err(|_| RecvError)
    }

    /// std's `recv_timeout`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.channel
            .receive("recv_timeout", deadline_after(timeout))
    }

    /// std's `iter`.
    #[expect(clippy::must_use_candidate, reason = "std's is not")]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::of(self)
    }

    /// std's `try_iter`.
    #[expect(clippy::must_use_candidate, reason = "std's is not")]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::of(self)
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
