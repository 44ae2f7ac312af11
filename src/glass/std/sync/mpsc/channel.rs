//! The state that both sides of a channel share: the messages, and which sides still exist.

use crate::rt::{
    Action, CellKind, Id, Op, Tag, raise, record_operation, record_operation_of, step,
};
use ::std::collections::VecDeque;
use ::std::mem;
use ::std::sync::{Mutex, MutexGuard, PoisonError};

/// The level of a closed channel, higher than any number of messages, so that no thread waits.
const CLOSED: u64 = 1 << 48;

pub(super) struct Channel<T> {
    tag: Tag,
    room: Tag,
    bound: Option<usize>,
    state: Mutex<State<T>>,
}

pub(super) struct State<T> {
    pub(super) senders: usize,
    /// How many senders there have been.
    pub(super) numbered: u32,
    pub(super) has_receiver: bool,
    pub(super) messages: VecDeque<T>,
    /// The numbered messages of senders that wait for a receiver, if the bound is 0.
    pub(super) offers: VecDeque<(u64, T)>,
    pub(super) offered: u64,
    /// Whether a receiver waits for a sender, if the bound is 0.
    pub(super) receiver_waits: bool,
    /// The message that a sender gave to a waiting receiver.
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
                numbered: 1,
                has_receiver: true,
                // Allocated now, as in std, so that a bound that is too large panics here.
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

    /// Returns the object whose level is the number of messages that can be received.
    pub(super) fn id(&self) -> Id {
        let kind = match self.bound {
            None => CellKind::Channel,
            Some(_) => CellKind::SyncChannel,
        };
        self.tag.id_with_limit::<T>(kind, self.bound)
    }

    /// Returns the object whose level is the free room; if the bound is 0, the number of messages taken from senders.
    pub(super) fn room(&self) -> Id {
        self.room.id::<()>(CellKind::ChannelSpace)
    }

    pub(super) fn is_bounded(&self) -> bool {
        self.bound.is_some()
    }

    pub(super) fn is_full(&self, state: &State<T>) -> bool {
        self.bound
            .is_some_and(|bound| state.messages.len() >= bound)
    }

    /// Returns whether the bound is 0.
    pub(super) fn is_rendezvous(&self) -> bool {
        self.bound == Some(0)
    }

    /// Locks the state. Must not stay locked during a step or the `Drop` of a message.
    pub(super) fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a sender, and returns its number. Not a step, because no thread can observe it while the cloned sender exists.
    #[track_caller]
    pub(super) fn add_sender(&self) -> u32 {
        let number = {
            let mut state = self.state();
            state.senders += 1;
            state.numbered += 1;
            state.numbered
        };
        record_operation_of(self.id(), Action::CloneSender, None, Some(number));
        number
    }

    /// Removes a sender. After the last one, no thread waits for messages.
    pub(super) fn drop_sender(&self, number: u32) {
        let id = self.id();
        step(Op::writes(id, Action::DropSender));
        let senders = {
            let mut state = self.state();
            state.senders -= 1;
            state.senders
        };
        if senders == 0 {
            raise(id, CLOSED);
        }
        record_operation_of(id, Action::DropSender, None, Some(number));
    }

    /// Removes the receiver. No thread waits for room anymore, and the remaining messages are dropped.
    pub(super) fn drop_receiver(&self) {
        let id = self.id();
        let op = Op::writes(id, Action::DropReceiver);
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
        record_operation(id, Action::DropReceiver, None);
        drop(never_received);
    }
}
