//! Determines what each thread waits for in a deadlock, and which guards and threads block it.

use crate::glass::explain::history::{GuardLife, History, Wait};
use crate::verdict::AccessMode;

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WaitTarget {
    /// An exclusive lock.
    Lock,
    /// A read or write lock.
    Data(AccessMode),
    /// The end of this thread.
    End(u32),
    /// A value that another thread initializes, or a closure that it runs.
    Value,
    Unpark,
    Notify,
    /// Other threads at a barrier.
    Others,
    Message,
    /// Room for a message, or a receiver that takes it.
    Room,
    Else,
}

/// What blocks a thread.
#[derive(Clone, Copy, Debug)]
pub(super) enum Blocker<'a> {
    /// A live guard.
    Guard(&'a GuardLife<'a>),
    /// A thread that must end, or must write before others may read.
    Thread(u32),
}

/// A thread that waits forever.
#[derive(Debug)]
pub(super) struct BlockedThread<'a> {
    pub(super) wait: &'a Wait<'a>,
    pub(super) target: WaitTarget,
    pub(super) blockers: Vec<Blocker<'a>>,
}

impl<'a> BlockedThread<'a> {
    pub(super) fn holders(&self) -> impl Iterator<Item = &'a GuardLife<'a>> {
        self.blockers.iter().filter_map(|blocker| match blocker {
            Blocker::Guard(life) => Some(*life),
            Blocker::Thread(_) => None,
        })
    }

    pub(super) fn events(&self) -> Vec<usize> {
        let held = self.holders().map(|life| life.began);
        held.chain([self.wait.began]).collect()
    }
}

/// Returns the blocked threads in the order in which they began to wait.
pub(super) fn blocked_threads<'a>(history: &'a History<'a>) -> Vec<BlockedThread<'a>> {
    let open = history.waits.iter().filter(|wait| wait.ended.is_none());
    open.map(|wait| {
        let target = wait_target(history, wait);
        BlockedThread {
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
            return WaitTarget::End(thread.id);
        }
        if thread.parking == wait.cell {
            return WaitTarget::Unpark;
        }
    }
    let action = wait.action;
    match history.kind(wait.cell) {
        "Mutex" | "ReentrantLock" | "Stdout" | "Stderr" | "Stdin" => WaitTarget::Lock,
        "RwLock" if action.contains("read") => WaitTarget::Data(AccessMode::Shared),
        "RwLock" => WaitTarget::Data(AccessMode::Exclusive),
        "Once" | "OnceLock" | "LazyLock" => WaitTarget::Value,
        "Condvar" => WaitTarget::Notify,
        "Barrier" => WaitTarget::Others,
        _ if action.starts_with("recv") || action == "iter" || action == "next" => {
            WaitTarget::Message
        }
        _ if action.starts_with("send") => WaitTarget::Room,
        _ => WaitTarget::Else,
    }
}

fn blockers<'a>(history: &'a History<'a>, wait: &Wait<'_>, target: WaitTarget) -> Vec<Blocker<'a>> {
    let guards = |access: Option<AccessMode>| {
        let lives = history.lives.iter();
        lives.filter(move |life| {
            life.cell == wait.cell
                && life.ended.is_none()
                && access.is_none_or(|access| life.access == access)
        })
    };
    match target {
        WaitTarget::End(thread) => vec![Blocker::Thread(thread)],
        WaitTarget::Lock | WaitTarget::Value | WaitTarget::Data(AccessMode::Exclusive) => {
            guards(None).map(Blocker::Guard).collect()
        }
        WaitTarget::Data(AccessMode::Shared) => {
            let writers: Vec<_> = guards(Some(AccessMode::Exclusive))
                .map(Blocker::Guard)
                .collect();
            if !writers.is_empty() {
                return writers;
            }
            // A reader waits for a waiting writer, so that readers do not starve it.
            let open = history.waits.iter().filter(|other| {
                let wants_write = wants_to_write(history, other);
                other.ended.is_none() && other.cell == wait.cell && wants_write
            });
            open.map(|other| Blocker::Thread(other.thread)).collect()
        }
        _ => Vec::new(),
    }
}

fn wants_to_write(history: &History<'_>, wait: &Wait<'_>) -> bool {
    history.kind(wait.cell) == "RwLock" && !wait.action.contains("read")
}
