//! Determines what each thread waits for in a deadlock, and which guards and threads block it.

use crate::glass::explain::history::{GuardLife, History, Wait};
use crate::glass::explain::holding::holding;
use crate::verdict::{AccessMode, BlockedThread, Blocker, CellKind, TracedAction, WaitTarget};

/// What blocks a thread.
#[derive(Clone, Copy, Debug)]
pub(super) enum HeldBy<'a> {
    Guard(&'a GuardLife<'a>),
    /// A thread that must end first, or whose turn to write comes first.
    Thread(u32),
    /// A thread that could end the wait by notifying, sending, receiving or arriving, and the last event at which it
    /// did so.
    Partner(u32, Option<usize>),
}

#[derive(Debug)]
pub(super) struct Blocked<'a> {
    pub(super) wait: &'a Wait<'a>,
    pub(super) target: WaitTarget,
    pub(super) blockers: Vec<HeldBy<'a>>,
}

impl<'a> Blocked<'a> {
    pub(super) fn holders(&self) -> impl Iterator<Item = &'a GuardLife<'a>> {
        self.blockers.iter().filter_map(|blocker| match blocker {
            HeldBy::Guard(life) => Some(*life),
            HeldBy::Thread(_) | HeldBy::Partner(..) => None,
        })
    }

    pub(super) fn data(&self, history: &History<'_>) -> BlockedThread {
        let held = self.only_guard().and_then(|life| {
            let mut open = history.waits.iter().filter(|wait| wait.ended.is_none());
            let wait = open.find(|wait| wait.thread == life.thread)?;
            Some(holding(history, life, wait.began))
        });
        let blockers = self.blockers.iter().map(|blocker| match blocker {
            HeldBy::Guard(life) => Blocker::Guard(life.began),
            HeldBy::Thread(thread) => Blocker::Thread(*thread),
            HeldBy::Partner(thread, did) => Blocker::Waker {
                thread: *thread,
                last_event: *did,
            },
        });
        BlockedThread {
            event: self.wait.began,
            target: self.target,
            blockers: blockers.collect(),
            holding: held,
            open_channel: None,
        }
    }

    fn only_guard(&self) -> Option<&'a GuardLife<'a>> {
        let mut holders = self.holders();
        let only = holders.next()?;
        holders.next().is_none().then_some(only)
    }

    pub(super) fn events(&self) -> Vec<usize> {
        let held = self.blockers.iter().filter_map(|blocker| match blocker {
            HeldBy::Guard(life) => Some(life.began),
            HeldBy::Partner(_, did) => *did,
            HeldBy::Thread(_) => None,
        });
        held.chain([self.wait.began]).collect()
    }
}

/// Returns the blocked threads in the order in which they began to wait.
pub(super) fn blocked_threads<'a>(history: &'a History<'a>) -> Vec<Blocked<'a>> {
    let open = history.waits.iter().filter(|wait| wait.ended.is_none());
    open.map(|wait| {
        let target = wait_target(history, wait);
        Blocked {
            wait,
            target,
            blockers: blockers(history, wait, target),
        }
    })
    .collect()
}

fn wait_target(history: &History<'_>, wait: &Wait<'_>) -> WaitTarget {
    for thread in &history.trace.threads {
        if thread.end == wait.cell {
            return WaitTarget::ThreadEnd(thread.id);
        }
        if thread.parking == wait.cell {
            return WaitTarget::Unpark;
        }
    }
    let action = wait.action;
    let Some(kind) = history.kind(wait.cell) else {
        return WaitTarget::Other;
    };
    match kind {
        CellKind::Mutex | CellKind::Stdout | CellKind::Stderr | CellKind::Stdin => WaitTarget::Lock,
        CellKind::RwLock if action.reads() => WaitTarget::RwLock(AccessMode::Shared),
        CellKind::RwLock => WaitTarget::RwLock(AccessMode::Exclusive),
        CellKind::Once | CellKind::OnceLock | CellKind::LazyLock => WaitTarget::Value,
        CellKind::Condvar => WaitTarget::Notify,
        CellKind::Barrier => WaitTarget::Barrier,
        CellKind::Channel if *action == TracedAction::Send => WaitTarget::ChannelSpace,
        CellKind::Channel => WaitTarget::Message,
        CellKind::RefCell | CellKind::OnceCell | CellKind::Atomic(_) => WaitTarget::Other,
    }
}

fn blockers<'a>(history: &'a History<'a>, wait: &Wait<'_>, target: WaitTarget) -> Vec<HeldBy<'a>> {
    let guards = |access: Option<AccessMode>| {
        let lives = history.lives.iter();
        lives.filter(move |life| {
            life.cell == wait.cell
                && life.ended.is_none()
                && access.is_none_or(|access| life.access == access)
        })
    };
    match target {
        WaitTarget::ThreadEnd(thread) => vec![HeldBy::Thread(thread)],
        WaitTarget::Lock | WaitTarget::Value | WaitTarget::RwLock(AccessMode::Exclusive) => {
            guards(None).map(HeldBy::Guard).collect()
        }
        WaitTarget::RwLock(AccessMode::Shared) => {
            let writers: Vec<_> = guards(Some(AccessMode::Exclusive))
                .map(HeldBy::Guard)
                .collect();
            if !writers.is_empty() {
                return writers;
            }
            // A reader waits for a waiting writer, so that readers do not starve it.
            let open = history.waits.iter().filter(|other| {
                let wants_write = wants_to_write(history, other);
                other.ended.is_none() && other.cell == wait.cell && wants_write
            });
            open.map(|other| HeldBy::Thread(other.thread)).collect()
        }
        _ => Vec::new(),
    }
}

fn wants_to_write(history: &History<'_>, wait: &Wait<'_>) -> bool {
    history.kind(wait.cell) == Some(CellKind::RwLock) && !wait.action.reads()
}
