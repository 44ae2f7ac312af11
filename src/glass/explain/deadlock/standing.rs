//! Where each thread stands at a deadlock: what it waits for, and who would have to do something first.

use crate::glass::explain::story::{Life, Story, Wait};
use crate::verdict::AccessMode;

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A lock that only one can have.
    Lock,
    /// To read what is in a lock, or to write it.
    Data(AccessMode),
    /// The end of a thread.
    End(u32),
    /// A value that somebody is making, or a closure that somebody is running.
    Value,
    /// To be unparked.
    Unpark,
    /// A notify.
    Notify,
    /// The others at a barrier.
    Others,
    /// A message.
    Message,
    /// Room for a message, or somebody who takes it.
    Room,
    /// Something else.
    Else,
}

/// Whom a thread waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Behind<'a> {
    /// A guard that is there.
    Holder(&'a Life<'a>),
    /// A thread that has to end, or to write before others may read.
    Thread(u32),
}

/// A thread that can never go on.
#[derive(Debug)]
pub(super) struct Standing<'a> {
    pub(super) wait: &'a Wait<'a>,
    pub(super) wanted: Wanted,
    pub(super) behind: Vec<Behind<'a>>,
}

impl<'a> Standing<'a> {
    /// The guards that are in the way.
    pub(super) fn holders(&self) -> impl Iterator<Item = &'a Life<'a>> {
        self.behind.iter().filter_map(|behind| match behind {
            Behind::Holder(life) => Some(*life),
            Behind::Thread(_) => None,
        })
    }

    pub(super) fn events(&self) -> Vec<usize> {
        let held = self.holders().map(|life| life.began);
        held.chain([self.wait.began]).collect()
    }
}

/// All threads that stand, in the order in which they began to wait.
pub(super) fn standing<'a>(story: &'a Story<'a>) -> Vec<Standing<'a>> {
    let open = story.waits.iter().filter(|wait| wait.ended.is_none());
    open.map(|wait| {
        let wanted = wanted(story, wait);
        Standing {
            wait,
            wanted,
            behind: behind(story, wait, wanted),
        }
    })
    .collect()
}

fn wanted(story: &Story<'_>, wait: &Wait<'_>) -> Wanted {
    for thread in &story.trace.threads {
        if thread.end == wait.cell {
            return Wanted::End(thread.id);
        }
        if thread.parking == wait.cell {
            return Wanted::Unpark;
        }
    }
    let action = wait.action;
    match story.kind(wait.cell) {
        "Mutex" | "ReentrantLock" | "Stdout" | "Stderr" | "Stdin" => Wanted::Lock,
        "RwLock" if action.contains("read") => Wanted::Data(AccessMode::Shared),
        "RwLock" => Wanted::Data(AccessMode::Exclusive),
        "Once" | "OnceLock" | "LazyLock" => Wanted::Value,
        "Condvar" => Wanted::Notify,
        "Barrier" => Wanted::Others,
        _ if action.starts_with("recv") || action == "iter" || action == "next" => Wanted::Message,
        _ if action.starts_with("send") => Wanted::Room,
        _ => Wanted::Else,
    }
}

fn behind<'a>(story: &'a Story<'a>, wait: &Wait<'_>, wanted: Wanted) -> Vec<Behind<'a>> {
    let on_it = |access: Option<AccessMode>| {
        let lives = story.lives.iter();
        lives.filter(move |life| {
            life.cell == wait.cell
                && life.ended.is_none()
                && access.is_none_or(|access| life.access == access)
        })
    };
    match wanted {
        Wanted::End(thread) => vec![Behind::Thread(thread)],
        Wanted::Lock | Wanted::Value | Wanted::Data(AccessMode::Exclusive) => {
            on_it(None).map(Behind::Holder).collect()
        }
        Wanted::Data(AccessMode::Shared) => {
            let writers: Vec<_> = on_it(Some(AccessMode::Exclusive))
                .map(Behind::Holder)
                .collect();
            if !writers.is_empty() {
                return writers;
            }
            // Readers stand behind a writer that waits, so that it gets its turn.
            let open = story.waits.iter().filter(|other| {
                let wants_write = wanted_to_write(story, other);
                other.ended.is_none() && other.cell == wait.cell && wants_write
            });
            open.map(|other| Behind::Thread(other.thread)).collect()
        }
        _ => Vec::new(),
    }
}

fn wanted_to_write(story: &Story<'_>, wait: &Wait<'_>) -> bool {
    story.kind(wait.cell) == "RwLock" && !wait.action.contains("read")
}
