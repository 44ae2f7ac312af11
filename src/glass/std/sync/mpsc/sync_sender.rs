//! std's `SyncSender`.

use super::channel::Channel;
use super::{SendError, TrySendError};
use ::std::fmt;
use ::std::panic::{RefUnwindSafe, UnwindSafe};
use ::std::sync::Arc;

/// std's `SyncSender`.
pub struct SyncSender<T> {
    channel: Arc<Channel<T>>,
    /// From 1, in the order in which the senders of the channel were created.
    number: u32,
}

impl<T> UnwindSafe for SyncSender<T> {}
impl<T> RefUnwindSafe for SyncSender<T> {}

impl<T> SyncSender<T> {
    pub(super) fn new(channel: Arc<Channel<T>>) -> Self {
        Self { channel, number: 1 }
    }

    /// std's `send`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.channel.send(message, self.number).map_err(SendError)
    }

    /// std's `try_send`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.channel.try_send(message, self.number)
    }
}

impl<T> Clone for SyncSender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let number = self.channel.add_sender();
        Self {
            channel: self.channel.clone(),
            number,
        }
    }
}

impl<T> Drop for SyncSender<T> {
    fn drop(&mut self) {
        self.channel.drop_sender(self.number);
    }
}

impl<T> fmt::Debug for SyncSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncSender").finish_non_exhaustive()
    }
}
