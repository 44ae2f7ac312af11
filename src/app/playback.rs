//! Going through the events of a trace, by key or with time.

use super::{Playback, State};
use crate::engine::Direction;
use crate::keymap::{Action, Context, key_name};
use crate::report::trace::{cell_name, steps, used_cells};
use std::time::Duration;

/// How long each event is shown while they play.
pub const STEP_TIME: Duration = Duration::from_millis(900);

impl State {
    fn step_count(&self) -> usize {
        let trace = self.model().trace();
        trace.map_or(0, |trace| steps(trace, self.session.position.cell).len())
    }

    /// Goes to the next or previous step. Returns whether there is one.
    pub(super) fn step(&mut self, direction: Direction) -> bool {
        let count = self.step_count();
        self.session.position.move_step(direction, count)
    }

    /// Starts or stops advancing by itself.
    pub(super) fn play(&mut self) {
        let count = self.step_count();
        let position = &mut self.session.position;
        self.playback.playing = !self.playback.playing && count > 0;
        if self.playback.playing && position.step.is_none_or(|step| step + 1 >= count) {
            position.step = Some(0);
        }
    }

    /// Shows the next cell alone; after the last one all of them.
    pub(super) fn next_cell(&mut self) {
        let Some(trace) = self.model().trace() else {
            return;
        };
        let cells = used_cells(trace);
        let next = match self.session.position.cell {
            None => cells.first(),
            Some(now) => {
                let at = cells.iter().position(|cell| *cell == now);
                cells.get(at.map_or(0, |at| at + 1))
            }
        };
        let next = next.copied();
        let key = key_name(Context::Borrows, Action::NextCell);
        let notice = next.map(|cell| {
            let name = cell_name(trace, cell);
            format!("Only {name} is shown; {key} goes on to the next one, and then to all.")
        });
        self.notice = notice.or(Some("All cells are shown again.".to_owned()));
        self.session.position.show_cell(next);
    }

    /// Replays the next of the schedules that were tried.
    pub(super) fn next_schedule(&mut self) {
        let graded = self.model().graded(self.model().lesson_id());
        let found = graded.and_then(|graded| graded.verdict.exploration.as_ref());
        let Some(found) = found.filter(|found| !found.results.is_empty()) else {
            return;
        };
        let shown = found.index_shown(self.session.position.schedule);
        let next = (shown + 1) % found.results.len();
        self.session.replay(next);
        self.playback = Playback::default();
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
    state.playback.playing = state.step(Direction::Forward);
}
