//! Collects from a trace how long each guard lived and when threads waited.

use crate::glass::record::EndEvent;
use crate::glass::sources::SourceFiles;
use crate::verdict::{
    AccessMode, CellKind, EventKind, Place, Trace, TraceEvent, TracedAction, TracedCell,
};

#[derive(Debug)]
pub(super) struct GuardLife<'a> {
    pub(super) guard: u32,
    pub(super) cell: u32,
    pub(super) thread: u32,
    pub(super) access: AccessMode,
    /// The index of the event that created it, and the place.
    pub(super) began: usize,
    pub(super) since: Option<&'a Place>,
    /// The index of the event that dropped it, and the place. `None` if it outlived the run or the record.
    pub(super) ended: Option<usize>,
    pub(super) until: Option<&'a Place>,
    /// Whether a panic dropped it.
    pub(super) unwinding: bool,
    /// Whether the guard of a lock gave mutable access.
    pub(super) wrote: bool,
}

impl GuardLife<'_> {
    pub(super) fn is_alive_at(&self, event: usize) -> bool {
        self.began < event && self.ended.is_none_or(|ended| ended >= event)
    }

    pub(super) fn events(&self) -> impl Iterator<Item = usize> {
        [self.began].into_iter().chain(self.ended)
    }
}

/// A thread that was blocked, from one event to another.
#[derive(Debug)]
pub(super) struct Wait<'a> {
    pub(super) thread: u32,
    pub(super) cell: u32,
    pub(super) action: &'a TracedAction,
    pub(super) for_a_time: bool,
    pub(super) began: usize,
    pub(super) place: Option<&'a Place>,
    pub(super) ended: Option<usize>,
}

impl Wait<'_> {
    /// Whether the thread waits while this event happens.
    pub(super) fn is_open_at(&self, event: usize) -> bool {
        self.began < event && self.ended.is_none_or(|ended| ended > event)
    }
}

#[derive(Debug)]
pub(super) struct History<'a> {
    pub(super) trace: &'a Trace,
    pub(super) end: Option<EndEvent>,
    pub(super) source: &'a SourceFiles<'a>,
    pub(super) lives: Vec<GuardLife<'a>>,
    pub(super) waits: Vec<Wait<'a>>,
}

impl<'a> History<'a> {
    pub(super) fn new(
        trace: &'a Trace,
        end: Option<EndEvent>,
        source: &'a SourceFiles<'a>,
    ) -> Self {
        let mut history = Self {
            trace,
            end,
            source,
            lives: Vec::new(),
            waits: Vec::new(),
        };
        for (index, event) in trace.events.iter().enumerate() {
            history.add(index, event);
        }
        history
    }

    fn add(&mut self, index: usize, event: &'a TraceEvent) {
        let place = event.place.as_ref();
        match &event.kind {
            EventKind::Acquired { guard, access, .. } => {
                self.add_life(index, event, *guard, *access);
            }
            EventKind::Released {
                guard,
                unwinding,
                wrote,
                ..
            } => {
                if let Some(life) = self.life_mut(*guard) {
                    (life.ended, life.until) = (Some(index), place);
                    life.unwinding = *unwinding;
                    life.wrote = *wrote;
                }
            }
            // Nothing is known about what it waits for there.
            EventKind::Blocked { action, .. } if *action == TracedAction::Untraced => {}
            EventKind::Blocked {
                action,
                has_timeout: for_a_time,
            } => self.waits.push(Wait {
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

    fn add_life(&mut self, index: usize, event: &'a TraceEvent, guard: u32, access: AccessMode) {
        self.lives.push(GuardLife {
            guard,
            cell: event.cell.unwrap_or(0),
            thread: event.thread,
            access,
            began: index,
            since: event.place.as_ref(),
            ended: None,
            until: None,
            unwinding: false,
            wrote: false,
        });
    }

    fn life_mut(&mut self, guard: u32) -> Option<&mut GuardLife<'a>> {
        self.lives.iter_mut().rev().find(|life| life.guard == guard)
    }

    /// Returns the guards of a cell that were alive when this event happened.
    pub(super) fn holders(&self, cell: u32, event: usize) -> Vec<&GuardLife<'a>> {
        let lives = self.lives.iter();
        lives
            .filter(|life| life.cell == cell && life.is_alive_at(event))
            .collect()
    }

    pub(super) fn events(&self) -> impl DoubleEndedIterator<Item = (usize, &'a TraceEvent)> {
        self.trace.events.iter().enumerate()
    }

    /// Returns the operations on a cell: the index and the event, the action, and the sender.
    pub(super) fn operations(
        &self,
        cell: u32,
    ) -> impl DoubleEndedIterator<Item = (usize, &'a TraceEvent, &'a TracedAction, Option<u32>)>
    {
        let events = self.events();
        let events = events.filter(move |(_, event)| event.cell == Some(cell));
        events.filter_map(|(index, event)| match &event.kind {
            EventKind::Operation { action, sender, .. } => Some((index, event, action, *sender)),
            _ => None,
        })
    }

    pub(super) fn find_cell(&self, id: u32) -> Option<&'a TracedCell> {
        self.trace.cells.iter().find(|cell| cell.id == id)
    }

    pub(super) fn kind(&self, cell: u32) -> Option<CellKind> {
        self.find_cell(cell).map(|cell| cell.kind)
    }

    pub(super) fn has_exited(&self, thread: u32) -> bool {
        let mut events = self.trace.events.iter();
        events.any(|event| event.thread == thread && event.kind == EventKind::Exited)
    }
}
