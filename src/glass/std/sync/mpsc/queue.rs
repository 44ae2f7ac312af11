//! Sending and receiving through a queue of messages.

use super::channel::Channel;
use super::{RecvTimeoutError, TryRecvError, TrySendError};
use crate::rt::{
    Action, Op, Until, Value, lower, mark_idle, raise, record_look, record_operation,
    record_operation_of, record_write, step,
};

impl<T> Channel<T> {
    /// Sends once there is room. Returns the message if there is no receiver.
    #[track_caller]
    pub(super) fn send(&self, message: T, sender: u32) -> Result<(), T> {
        if self.is_rendezvous() {
            return self.offer(message, sender);
        }
        step(if self.is_bounded() {
            let op = Op::writes(self.room(), Action::Send).and(self.id());
            op.until(Until::Level(1))
        } else {
            Op::writes(self.id(), Action::Send)
        });
        self.put(Action::Send, message, sender)
    }

    #[track_caller]
    pub(super) fn try_send(&self, message: T, sender: u32) -> Result<(), TrySendError<T>> {
        if self.is_rendezvous() {
            return self.try_offer(message, sender);
        }
        step(Op::writes(self.room(), Action::TrySend).and(self.id()));
        let is_full = {
            let state = self.state();
            state.has_receiver && self.is_full(&state)
        };
        if is_full {
            mark_idle();
            record_operation(self.id(), Action::TrySend, Some(&format_args!("Full")));
            return Err(TrySendError::Full(message));
        }
        self.put(Action::TrySend, message, sender)
            .map_err(TrySendError::Disconnected)
    }

    #[track_caller]
    fn put(&self, action: Action, message: T, sender: u32) -> Result<(), T> {
        let refused = {
            let mut state = self.state();
            if state.has_receiver {
                state.messages.push_back(message);
                None
            } else {
                Some(message)
            }
        };
        if let Some(message) = refused {
            mark_idle();
            record_operation(self.id(), action, Some(&format_args!("Disconnected")));
            return Err(message);
        }
        if self.is_bounded() {
            lower(self.room(), 1);
        }
        raise(self.id(), 1);
        record_write(self.id(), action, Value::Unknown, false);
        record_operation_of(self.id(), action, None, Some(sender));
        Ok(())
    }

    /// Receives once there is a message or no sender.
    #[track_caller]
    pub(super) fn receive(
        &self,
        action: Action,
        deadline: Option<u64>,
    ) -> Result<T, RecvTimeoutError> {
        if self.is_rendezvous() {
            return self.meet(action, deadline);
        }
        let op = self.receiving(action).until(Until::Level(1)).by(deadline);
        step(op);
        self.take(action)
    }

    #[track_caller]
    pub(super) fn try_receive(&self) -> Result<T, TryRecvError> {
        step(self.receiving(Action::TryRecv));
        let received = if self.is_rendezvous() {
            self.take_offer(Action::TryRecv)
        } else {
            self.take(Action::TryRecv)
        };
        received.map_err(|error| match error {
            RecvTimeoutError::Timeout => TryRecvError::Empty,
            RecvTimeoutError::Disconnected => TryRecvError::Disconnected,
        })
    }

    /// Returns a step that takes a message and makes room.
    pub(super) fn receiving(&self, action: Action) -> Op {
        let op = Op::writes(self.id(), action);
        if self.is_bounded() {
            op.and(self.room())
        } else {
            op
        }
    }

    #[track_caller]
    fn take(&self, action: Action) -> Result<T, RecvTimeoutError> {
        let (message, senders) = {
            let mut state = self.state();
            (state.messages.pop_front(), state.senders)
        };
        let Some(message) = message else {
            return Err(self.no_message(action, senders));
        };
        lower(self.id(), 1);
        if self.is_bounded() {
            raise(self.room(), 1);
        }
        record_look(self.id(), action, Value::Unknown, false);
        record_operation(self.id(), action, None);
        Ok(message)
    }

    /// Records that there was no message, and returns the error.
    #[track_caller]
    pub(super) fn no_message(&self, action: Action, senders: usize) -> RecvTimeoutError {
        mark_idle();
        if senders == 0 {
            record_operation(self.id(), action, Some(&format_args!("Disconnected")));
            RecvTimeoutError::Disconnected
        } else {
            record_look(self.id(), action, Value::Unknown, false);
            record_operation(self.id(), action, Some(&format_args!("Empty")));
            RecvTimeoutError::Timeout
        }
    }
}
