//! Going through the events of a trace, by key or with time.

use super::{Playback, State};
use crate::report::trace::{steps, used_cells};
use std::time::Duration;

/// How long each event is shown while they play.
pub const STEP_TIME: Duration = Duration::from_millis(900);

impl State {
    /// Moves by this many steps.
    pub(super) fn step(&mut self, by: isize) {
        let Some(trace) = self.model.trace() else {
            return;
        };
        let all = steps(trace, self.playback.cell).len();
        if all == 0 {
            return;
        }
        self.playback.at = Some(match self.playback.at {
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
        let all = steps(trace, self.playback.cell).len();
        let at_end = self.playback.at.is_none_or(|at| at + 1 >= all);
        self.playback.playing = !self.playback.playing && all > 0;
        if self.playback.playing && at_end {
            self.playback.at = Some(0);
        }
    }

    /// Shows the next cell alone; after the last one all of them.
    pub(super) fn next_cell(&mut self) {
        let Some(trace) = self.model.trace() else {
            return;
        };
        let cells = used_cells(trace);
        let next = match self.playback.cell {
            None => cells.first(),
            Some(now) => {
                let at = cells.iter().position(|cell| *cell == now);
                cells.get(at.map_or(0, |at| at + 1))
            }
        };
        (self.playback.cell, self.playback.at) = (next.copied(), None);
    }

    /// Replays the next of the schedules that were tried.
    pub(super) fn next_schedule(&mut self) {
        let graded = self.model.graded(self.model.lesson_id());
        let found = graded.and_then(|graded| graded.verdict.exploration.as_ref());
        let Some(found) = found.filter(|found| !found.results.is_empty()) else {
            return;
        };
        let next = (found.index_shown(self.playback.schedule) + 1) % found.results.len();
        self.replay(next);
    }

    /// Replays one of the schedules that were tried.
    pub(super) fn replay(&mut self, schedule: usize) {
        let Some(command) = self.model.replay_command(schedule) else {
            return;
        };
        self.playback = Playback {
            schedule: Some(schedule),
            ..Playback::default()
        };
        self.send([command]);
    }
}

/// Time passed.
pub(super) fn tick(state: &mut State, elapsed: Duration) {
    if !state.playback.playing {
        return;
    }
    state.playback.shown_for += elapsed;
    if state.playback.shown_for < STEP_TIME {
        return;
    }
    state.playback.shown_for = Duration::ZERO;
    let before = state.playback.at;
    state.step(1);
    if state.playback.at == before {
        state.playback.playing = false;
    }
}
