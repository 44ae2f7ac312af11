//! Sending and receiving through a channel with bound 0: each sender waits until a receiver takes its message, or hands
//! it to a receiver that is already waiting.

use super::channel::{Channel, State};
use super::{RecvTimeoutError, TrySendError};
use crate::rt::{
    Action, Op, Until, lower, mark_idle, raise, record_operation, record_operation_of, step,
};

/// What happened to a message when its sender arrived.
enum Meeting<T> {
    /// A waiting receiver got it.
    HandedOver,
    /// No receiver waits; this is the number of the message.
    Offered(u64),
    /// There is no receiver, or none waits and the sender must not wait.
    Refused(T),
}

impl<T> State<T> {
    fn meet(&mut self, message: T, may_wait: bool) -> Meeting<T> {
        if !self.has_receiver {
            return Meeting::Refused(message);
        }
        if self.receiver_waits {
            self.receiver_waits = false;
            self.handed_over = Some(message);
            return Meeting::HandedOver;
        }
        if !may_wait {
            return Meeting::Refused(message);
        }
        self.offered += 1;
        self.offers.push_back((self.offered, message));
        Meeting::Offered(self.offered)
    }

    /// Withdraws an offer that no receiver took.
    fn withdraw(&mut self, number: u64) -> Option<T> {
        let index = self.offers.iter().position(|offer| offer.0 == number)?;
        self.offers.remove(index).map(|(_, message)| message)
    }
}

impl<T> Channel<T> {
    /// Sends once a receiver takes the message. Returns the message if there is no receiver.
    #[track_caller]
    pub(super) fn offer(&self, message: T, sender: u32) -> Result<(), T> {
        let (id, room) = (self.id(), self.room());
        step(Op::writes(id, Action::Send).and(room));
        let meeting = self.state().meet(message, true);
        let not_taken = match meeting {
            Meeting::HandedOver => {
                raise(id, 1);
                None
            }
            Meeting::Offered(number) => {
                step(Op::reads(room, Action::Send).until(Until::Level(number)));
                self.state().withdraw(number)
            }
            Meeting::Refused(message) => Some(message),
        };
        match not_taken {
            None => {
                record_operation_of(id, Action::Send, None, Some(sender));
                Ok(())
            }
            Some(message) => {
                mark_idle();
                record_operation(id, Action::Send, Some(&format_args!("Disconnected")));
                Err(message)
            }
        }
    }

    /// Sends if a receiver is already waiting.
    #[track_caller]
    pub(super) fn try_offer(&self, message: T, sender: u32) -> Result<(), TrySendError<T>> {
        let id = self.id();
        step(Op::writes(id, Action::TrySend).and(self.room()));
        let (meeting, has_receiver) = {
            let mut state = self.state();
            (state.meet(message, false), state.has_receiver)
        };
        match meeting {
            Meeting::Refused(message) if has_receiver => {
                mark_idle();
                record_operation(id, Action::TrySend, Some(&format_args!("Full")));
                Err(TrySendError::Full(message))
            }
            Meeting::Refused(message) => {
                mark_idle();
                record_operation(id, Action::TrySend, Some(&format_args!("Disconnected")));
                Err(TrySendError::Disconnected(message))
            }
            Meeting::HandedOver | Meeting::Offered(_) => {
                raise(id, 1);
                record_operation_of(id, Action::TrySend, None, Some(sender));
                Ok(())
            }
        }
    }

    /// Receives from a waiting sender, or waits for one.
    #[track_caller]
    pub(super) fn meet(
        &self,
        action: Action,
        deadline: Option<u64>,
    ) -> Result<T, RecvTimeoutError> {
        step(self.receiving(action));
        let has_offer = {
            let mut state = self.state();
            state.receiver_waits = state.offers.is_empty() && state.senders > 0;
            !state.receiver_waits
        };
        if has_offer {
            return self.take_offer(action);
        }
        let op = self.receiving(action).until(Until::Level(1)).by(deadline);
        step(op);
        let (message, senders) = {
            let mut state = self.state();
            state.receiver_waits = false;
            (state.handed_over.take(), state.senders)
        };
        let Some(message) = message else {
            return Err(self.no_message(action, senders));
        };
        lower(self.id(), 1);
        record_operation(self.id(), action, None);
        Ok(message)
    }

    /// Takes the message of the sender that has waited longest.
    #[track_caller]
    pub(super) fn take_offer(&self, action: Action) -> Result<T, RecvTimeoutError> {
        let (offer, senders) = {
            let mut state = self.state();
            (state.offers.pop_front(), state.senders)
        };
        let Some((_, message)) = offer else {
            return Err(self.no_message(action, senders));
        };
        raise(self.room(), 1);
        record_operation(self.id(), action, None);
        Ok(message)
    }
}
