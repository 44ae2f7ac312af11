//! std's `Sender`.

use super::SendError;
use super::channel::Channel;
use ::std::fmt;
use ::std::panic::{RefUnwindSafe, UnwindSafe};
use ::std::sync::Arc;

/// std's `Sender`.
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
    /// From 1, in the order in which the senders of the channel were created.
    number: u32,
}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}

impl<T> Sender<T> {
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
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let number = self.channel.add_sender();
        Self {
            channel: self.channel.clone(),
            number,
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.channel.drop_sender(self.number);
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}
