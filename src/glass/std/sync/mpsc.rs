//! std's channels, with a queue of their own, because the genuine ones would block the scheduled thread.
//!
//! The number of messages and the free space are levels of objects, so the scheduler determines which threads wait.
//!
//! # What the compiler rejects, as with std
//! ```compile_fail,E0597
//! let (tx, rx) = std::sync::mpsc::channel();
//! let borrowed = String::from("dropped before the channel");
//! tx.send(&borrowed).unwrap();
//! ```
//! ```compile_fail,E0277
//! let (tx, rx) = std::sync::mpsc::channel::<u8>();
//! std::thread::scope(|scope| {
//!     scope.spawn(|| rx.recv());
//! });
//! ```
//! ```compile_fail,E0597
//! let (tx, rx) = glass::sync::mpsc::channel();
//! let borrowed = String::from("dropped before the channel");
//! tx.send(&borrowed).unwrap();
//! ```
//! ```compile_fail,E0277
//! let (tx, rx) = glass::sync::mpsc::channel::<u8>();
//! glass::thread::scope(|scope| {
//!     scope.spawn(|| rx.recv());
//! });
//! ```

mod channel;
mod queue;
mod receiver;
mod rendezvous;
mod sender;
mod sync_sender;

pub use ::std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
pub use receiver::{IntoIter, Iter, Receiver, TryIter};
pub use sender::Sender;
pub use sync_sender::SyncSender;

use ::std::sync::Arc;
use channel::Channel;

/// std's `channel`.
#[must_use]
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let channel = Arc::new(Channel::new(None));
    (Sender::new(channel.clone()), Receiver::new(channel))
}

/// std's `sync_channel`.
#[must_use]
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let channel = Arc::new(Channel::new(Some(bound)));
    (SyncSender::new(channel.clone()), Receiver::new(channel))
}
