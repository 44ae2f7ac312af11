//! A trace read as lives of guards and waits of threads. What they mean is left to the explanations.

use crate::glass::record::LastWord;
use crate::glass::spec::SourceFiles;
use crate::verdict::{AccessMode, EventKind, Place, Trace, TraceEvent, TracedCell, TracedThread};

/// A guard, from its beginning to its end.
#[derive(Debug)]
pub(super) struct Life<'a> {
    pub(super) guard: u32,
    pub(super) cell: u32,
    pub(super) thread: u32,
    pub(super) access: AccessMode,
    /// The variable that it went into.
    pub(super) name: Option<&'a str>,
    /// The event with which it began, and its line.
    pub(super) began: usize,
    pub(super) since: Option<&'a Place>,
    /// The event with which it ended, and its line. Without one it outlived the run, or what is known of it.
    pub(super) ended: Option<usize>,
    pub(super) until: Option<&'a Place>,
    /// A panic ended it.
    pub(super) unwinding: bool,
}

impl Life<'_> {
    /// Whether it was there when this event happened.
    pub(super) fn is_there_at(&self, event: usize) -> bool {
        self.began < event && self.ended.is_none_or(|ended| ended >= event)
    }

    /// The events that it begins and ends with.
    pub(super) fn events(&self) -> impl Iterator<Item = usize> {
        [self.began].into_iter().chain(self.ended)
    }
}

/// A thread that could not go on, from then until it could.
#[derive(Debug)]
pub(super) struct Wait<'a> {
    pub(super) thread: u32,
    pub(super) cell: u32,
    pub(super) action: &'a str,
    pub(super) for_a_time: bool,
    pub(super) began: usize,
    pub(super) place: Option<&'a Place>,
    pub(super) ended: Option<usize>,
}

/// A run, read.
#[derive(Debug)]
pub(super) struct Story<'a> {
    pub(super) trace: &'a Trace,
    pub(super) last: Option<LastWord>,
    pub(super) source: &'a SourceFiles<'a>,
    pub(super) lives: Vec<Life<'a>>,
    pub(super) waits: Vec<Wait<'a>>,
}

impl<'a> Story<'a> {
    pub(super) fn of(
        trace: &'a Trace,
        last: Option<LastWord>,
        source: &'a SourceFiles<'a>,
    ) -> Self {
        let mut story = Self {
            trace,
            last,
            source,
            lives: Vec::new(),
            waits: Vec::new(),
        };
        for (index, event) in trace.events.iter().enumerate() {
            story.read(index, event);
        }
        story
    }

    fn read(&mut self, index: usize, event: &'a TraceEvent) {
        let place = event.place.as_ref();
        match &event.kind {
            EventKind::Acquired {
                guard,
                access,
                name,
                ..
            } => self.begin(index, event, *guard, *access, name.as_deref()),
            EventKind::Released {
                guard, unwinding, ..
            } => {
                if let Some(life) = self.life_mut(*guard) {
                    (life.ended, life.until) = (Some(index), place);
                    life.unwinding = *unwinding;
                }
            }
            EventKind::Blocked { action, for_a_time } => self.waits.push(Wait {
                thread: event.thread,
                cell: event.cell.unwrap_or(0),
                action,
                for_a_time: *for_a_time,
                began: index,
                place,
                ended: None,
            }),
            EventKind::Resumed { .. } | EventKind::Exited => {
                let mut waits = self.waits.iter_mut().rev();
                let open = waits.find(|wait| wait.thread == event.thread && wait.ended.is_none());
                if let Some(wait) = open {
                    wait.ended = Some(index);
                }
            }
            _ => {}
        }
    }

    fn begin(
        &mut self,
        index: usize,
        event: &'a TraceEvent,
        guard: u32,
        access: AccessMode,
        name: Option<&'a str>,
    ) {
        self.lives.push(Life {
            guard,
            cell: event.cell.unwrap_or(0),
            thread: event.thread,
            access,
            name,
            began: index,
            since: event.place.as_ref(),
            ended: None,
            until: None,
            unwinding: false,
        });
    }

    fn life_mut(&mut self, guard: u32) -> Option<&mut Life<'a>> {
        self.lives.iter_mut().rev().find(|life| life.guard == guard)
    }

    /// The guards of a cell that were there when this event happened.
    pub(super) fn holders(&self, cell: u32, event: usize) -> Vec<&Life<'a>> {
        let lives = self.lives.iter();
        lives
            .filter(|life| life.cell == cell && life.is_there_at(event))
            .collect()
    }

    /// All events with their numbers.
    pub(super) fn events(&self) -> impl DoubleEndedIterator<Item = (usize, &'a TraceEvent)> {
        self.trace.events.iter().enumerate()
    }

    pub(super) fn seen_cell(&self, id: u32) -> Option<&'a TracedCell> {
        self.trace.cells.iter().find(|cell| cell.id == id)
    }

    pub(super) fn seen_thread(&self, id: u32) -> Option<&'a TracedThread> {
        self.trace.threads.iter().find(|thread| thread.id == id)
    }

    /// The kind of a cell; empty where there is no such cell.
    pub(super) fn kind(&self, cell: u32) -> &'a str {
        self.seen_cell(cell).map_or("", |cell| cell.kind.as_str())
    }

    /// Whether a thread came to its end.
    pub(super) fn has_stopped(&self, thread: u32) -> bool {
        let mut events = self.trace.events.iter();
        events.any(|event| event.thread == thread && event.kind == EventKind::Exited)
    }
}
