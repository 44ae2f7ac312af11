//! Stepping through the events of a trace.

use super::{Effect, State};
use crate::engine::Command;
use crate::verdict::{EventKind, Exploration, Trace, TraceEvent, TracedCell};
use std::time::Duration;

/// How long each event is shown while they play.
pub const STEP_TIME: Duration = Duration::from_millis(900);

/// The position in a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stepping {
    /// Which of the steps; none: the whole trace is shown.
    pub at: Option<usize>,
    /// Whether the steps advance by themselves.
    pub playing: bool,
    /// For how long the event has been shown while they do.
    pub shown_for: Duration,
    /// The only cell that is shown.
    pub cell: Option<u32>,
    /// The schedule that was chosen to be shown.
    pub way: Option<usize>,
}

/// Returns the events to step through, by their places in the trace: of one cell, or of all.
#[must_use]
pub fn steps(trace: &Trace, cell: Option<u32>) -> Vec<usize> {
    // Beside the code, a cell that is made has its line; in lanes it has not.
    let in_lanes = trace.threads.len() > 1;
    let counts = |event: &TraceEvent| match event.kind {
        EventKind::Dropped | EventKind::Exited | EventKind::Resumed { in_time: true } => false,
        // Inside std nobody makes one that the program speaks of.
        EventKind::Created => !in_lanes && event.place.is_some(),
        EventKind::Acquired { .. }
        | EventKind::Released { .. }
        | EventKind::Refused { .. }
        | EventKind::Blocked { .. }
        | EventKind::Resumed { in_time: false }
        | EventKind::Operation { .. }
        | EventKind::Poisoned
        | EventKind::Panicked { .. }
        | EventKind::Spawned { .. } => true,
    };
    let all = trace.events.iter().enumerate();
    let all = all.filter(|(_, event)| counts(event));
    let of_it = all.filter(|(_, event)| cell.is_none() || event.cell == cell);
    let found: Vec<usize> = of_it.map(|(at, _)| at).collect();
    // Where one thread makes cells and prints, and does nothing with them, there is nothing to see beside the code.
    let is_idle = |at: &usize| {
        let event = &trace.events[*at];
        let cell = trace.cell(event);
        event.kind == EventKind::Created || cell.is_some_and(TracedCell::is_stream)
    };
    if !in_lanes && found.iter().all(is_idle) {
        return Vec::new();
    }
    found
}

/// Returns the cells that can be shown alone: those that the run used, without stdout and stderr.
#[must_use]
pub fn cells(trace: &Trace) -> Vec<u32> {
    let used = |cell: &&TracedCell| trace.events.iter().any(|event| event.cell == Some(cell.id));
    let all = trace.cells.iter().filter(|cell| !cell.is_stream());
    all.filter(used).map(|cell| cell.id).collect()
}

impl State {
    /// Moves by so many steps.
    pub(super) fn step(&mut self, by: isize) {
        let Some(trace) = self.model.trace() else {
            return;
        };
        let all = steps(trace, self.stepping.cell).len();
        if all == 0 {
            return;
        }
        self.stepping.at = Some(match self.stepping.at {
            None if by > 0 => 0,
            None => all - 1,
            Some(at) => at.saturating_add_signed(by).min(all - 1),
        });
    }

    /// Starts or stops advancing by itself.
    pub(super) fn play(&mut self) {
        let Some(trace) = self.model.trace() else {
            return;
        };
        let all = steps(trace, self.stepping.cell).len();
        let at_end = self.stepping.at.is_none_or(|at| at + 1 >= all);
        self.stepping.playing = !self.stepping.playing && all > 0;
        if self.stepping.playing && at_end {
            self.stepping.at = Some(0);
        }
    }

    /// Shows the next cell alone; after the last one all of them.
    pub(super) fn next_cell(&mut self) {
        let Some(trace) = self.model.trace() else {
            return;
        };
        let cells = cells(trace);
        let next = match self.stepping.cell {
            None => cells.first(),
            Some(now) => {
                let at = cells.iter().position(|cell| *cell == now);
                cells.get(at.map_or(0, |at| at + 1))
            }
        };
        (self.stepping.cell, self.stepping.at) = (next.copied(), None);
    }

    /// Replays the next of the schedules that were tried.
    pub(super) fn next_schedule(&mut self) -> Vec<Effect> {
        let graded = self.model.graded.get(&self.model.lesson);
        let found = graded.and_then(|graded| graded.verdict.exploration.as_ref());
        let Some(found) = found.filter(|found| !found.results.is_empty()) else {
            return Vec::new();
        };
        let next = (self.way_shown(found) + 1) % found.results.len();
        self.replay(next)
    }

    /// Which of the schedules is shown: the one that was chosen, or else the one that fails.
    #[must_use]
    pub fn way_shown(&self, found: &Exploration) -> usize {
        let wrong = found
            .results
            .iter()
            .position(|way| way.right == Some(false));
        self.stepping.way.or(wrong).unwrap_or(0)
    }

    /// Replays one of them.
    pub(super) fn replay(&mut self, way: usize) -> Vec<Effect> {
        let lesson = &self.model.lesson;
        let replayed = self.model.graded.get(lesson).and_then(|graded| {
            let found = graded.verdict.exploration.as_ref()?;
            Some(Command::Replay {
                lesson: lesson.clone(),
                text: graded.text.clone(),
                choices: found.results.get(way)?.choices.clone(),
            })
        });
        let Some(command) = replayed else {
            return Vec::new();
        };
        self.stepping = Stepping {
            way: Some(way),
            ..Stepping::default()
        };
        vec![Effect::Engine(command)]
    }
}

/// Time passed.
pub(super) fn tick(state: &mut State, elapsed: Duration) {
    if !state.stepping.playing {
        return;
    }
    state.stepping.shown_for += elapsed;
    if state.stepping.shown_for < STEP_TIME {
        return;
    }
    state.stepping.shown_for = Duration::ZERO;
    let before = state.stepping.at;
    state.step(1);
    if state.stepping.at == before {
        state.stepping.playing = false;
    }
}
