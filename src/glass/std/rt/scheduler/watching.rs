//! What the watchdog sees and does.

use super::shared::{Scheduler, ThreadState, scheduler};
use crate::rt::{record, stack};

#[derive(Clone, Copy, Debug)]
pub(in crate::rt) enum Watched {
    /// The program is exiting.
    Over,
    NoThread,
    Running(RunningThread),
}

/// The thread that runs, and how many steps have been taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rt) struct RunningThread {
    pub(in crate::rt) thread: u32,
    pub(in crate::rt) steps: u64,
    /// The thread ID of the operating system.
    pub(in crate::rt) task: Option<u32>,
}

/// Returns which thread runs, if one does.
pub(in crate::rt) fn watched() -> Watched {
    let all = scheduler();
    if all.over {
        return Watched::Over;
    }
    match all.running() {
        Some(thread) => Watched::Running(RunningThread {
            thread,
            steps: all.steps,
            task: all.thread(thread).turn.task,
        }),
        None => Watched::NoThread,
    }
}

/// Lets another thread run instead of this one, if this one has taken no step since `steps` were counted and another
/// one can run. Otherwise, only records where the thread is.
pub(in crate::rt) fn take_turn_away(number: u32, steps: u64) {
    let mut all = scheduler();
    if all.over || all.steps != steps || all.running() != Some(number) {
        return;
    }
    let last = all.thread(number).last.clone();
    let last = last.and_then(|(_, place)| place);
    let stack = all
        .thread(number)
        .turn
        .task
        .and_then(stack::return_addresses);
    record::blocked_thread(number, last.as_ref(), &stack.unwrap_or_default());
    let mut others = all.runnable().into_iter();
    if others.next().is_none() && !all.has_later_deadline() {
        return;
    }
    all.unsure = true;
    all.thread_mut(number).state = ThreadState::Away;
    record::blocked_in_os(number, last.as_ref());
    let next = all.choose(None);
    all.hand_over(number, next);
}

impl Scheduler {
    pub(super) fn running(&self) -> Option<u32> {
        let runs = |state: &ThreadState| matches!(state, ThreadState::Running);
        let at = self.threads.iter().position(|thread| runs(&thread.state))?;
        u32::try_from(at).ok()
    }

    pub(super) fn has_thread_away(&self) -> bool {
        self.unsure && {
            let mut threads = self.threads.iter();
            threads.any(|thread| matches!(thread.state, ThreadState::Away))
        }
    }

    /// Returns whether a thread waits with a deadline.
    fn has_later_deadline(&self) -> bool {
        let mut threads = self.threads.iter();
        threads.any(
            |thread| matches!(thread.state, ThreadState::Proposed(op) if op.deadline.is_some()),
        )
    }

    /// Notes that this thread is about to take a step. Returns true if it lost its turn and another thread runs, so that it
    /// has to wait for a turn.
    pub(super) fn come_back(&mut self, number: u32) -> bool {
        if !matches!(self.thread(number).state, ThreadState::Away) {
            return false;
        }
        record::no_longer_blocked_in_os(number);
        self.running().is_some()
    }
}
