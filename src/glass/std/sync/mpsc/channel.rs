//! What the two sides of a channel share: who is still there, and the messages between them.

use crate::rt::{Id, Op, Tag, raise, record_operation, step};
use ::std::collections::VecDeque;
use ::std::mem;
use ::std::sync::{Mutex, MutexGuard, PoisonError};

/// A level that no number of messages reaches: nobody has to wait any more.
const CLOSED: u64 = 1 << 48;

/// A channel.
pub(super) struct Channel<T> {
    tag: Tag,
    room: Tag,
    bound: Option<usize>,
    state: Mutex<State<T>>,
}

/// What is in it.
pub(super) struct State<T> {
    pub(super) senders: usize,
    pub(super) has_receiver: bool,
    pub(super) messages: VecDeque<T>,
    /// Without any room: the messages of senders that wait for a receiver, each with its number.
    pub(super) offers: VecDeque<(u64, T)>,
    /// How many were offered.
    pub(super) offered: u64,
    /// Without any room: a receiver waits for a sender.
    pub(super) receiver_waits: bool,
    /// What a sender gave to a receiver that waited.
    pub(super) handed_over: Option<T>,
}

impl<T> Channel<T> {
    #[track_caller]
    pub(super) fn new(bound: Option<usize>) -> Self {
        let channel = Self {
            tag: Tag::new(),
            room: Tag::new(),
            bound,
            state: Mutex::new(State {
                senders: 1,
                has_receiver: true,
                // At once, as std does: a bound that is too large panics here.
                messages: VecDeque::with_capacity(bound.unwrap_or(0)),
                offers: VecDeque::new(),
                offered: 0,
                receiver_waits: false,
                handed_over: None,
            }),
        };
        channel.id();
        if let Some(bound) = bound {
            raise(channel.room(), u64::try_from(bound).unwrap_or(CLOSED));
        }
        channel
    }

    /// Its level says how many messages can be received.
    pub(super) fn id(&self) -> Id {
        let kind = match self.bound {
            None => "channel",
            Some(_) => "sync_channel",
        };
        self.tag.id::<T>(kind)
    }

    /// Its level says how many more messages can be sent; without any room, how many were taken from their senders.
    pub(super) fn room(&self) -> Id {
        self.room.id::<()>("room")
    }

    /// Whether there is a bound.
    pub(super) fn is_bounded(&self) -> bool {
        self.bound.is_some()
    }

    /// Whether there are as many messages as there may be.
    pub(super) fn is_full(&self, state: &State<T>) -> bool {
        self.bound
            .is_some_and(|bound| state.messages.len() >= bound)
    }

    /// Whether a message goes from hand to hand.
    pub(super) fn has_no_room(&self) -> bool {
        self.bound == Some(0)
    }

    /// Never held over a step or a `Drop` of the program's.
    pub(super) fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more sender. Nobody can notice, as long as the one that was cloned is there.
    #[track_caller]
    pub(super) fn add_sender(&self) {
        self.state().senders += 1;
        record_operation(self.id(), "clone sender", None);
    }

    /// One sender less. After the last, nobody waits for messages.
    pub(super) fn drop_sender(&self) {
        let id = self.id();
        step(Op::writes(id, "drop sender"));
        let left = {
            let mut state = self.state();
            state.senders -= 1;
            state.senders
        };
        if left == 0 {
            raise(id, CLOSED);
        }
        record_operation(id, "drop sender", None);
    }

    /// No receiver any more: nobody waits for room, and what was not received never will be.
    pub(super) fn drop_receiver(&self) {
        let id = self.id();
        let op = Op::writes(id, "drop receiver");
        step(if self.is_bounded() {
            op.and(self.room())
        } else {
            op
        });
        let never_received = {
            let mut state = self.state();
            state.has_receiver = false;
            mem::take(&mut state.messages)
        };
        if self.is_bounded() {
            raise(self.room(), CLOSED);
        }
        record_operation(id, "drop receiver", None);
        drop(never_received);
    }
}
