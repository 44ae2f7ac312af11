//! Going through the events of a trace, by key or with time.

use super::{Playback, State, Success};
use crate::engine::Direction;
use crate::keymap::{Action, Context, key_name};
use crate::report::trace::{cell_name, steps, used_cells};
use std::time::Duration;

/// How long each event is shown while they play.
pub const STEP_TIME: Duration = Duration::from_millis(350);

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

/// How long a lesson that became done is celebrated.
pub const SUCCESS_TIME: Duration = Duration::from_millis(400);

/// How often the screen changes while a lesson is graded, and while one is celebrated.
const GRADING_TICK: Duration = Duration::from_millis(100);
const SUCCESS_TICK: Duration = Duration::from_millis(33);

impl State {
    /// How long until something moves by itself; none if nothing does.
    #[must_use]
    pub fn tick_interval(&self) -> Option<Duration> {
        if self.motion.success.is_some() {
            Some(SUCCESS_TICK)
        } else if self.model().is_grading() {
            Some(GRADING_TICK)
        } else {
            self.playback.playing.then_some(STEP_TIME)
        }
    }

    /// Follows what the last message changed.
    pub(super) fn follow_motion(&mut self) {
        let model = self.model();
        let (is_grading, is_done) = (model.is_grading(), model.is_done());
        let done = model.desk().map(|_| model.counts(None).0);
        let before = std::mem::replace(&mut self.motion.done, done);
        if !is_grading {
            self.motion.grading_for = Duration::ZERO;
        }
        if let (Some(before), Some(done)) = (before, done)
            && before < done
            && is_done
            && self.appearance.celebrates
        {
            self.motion.success = Some(Success {
                since: Duration::ZERO,
                done_before: before,
            });
        }
    }
}

/// Time passed.
pub(super) fn tick(state: &mut State, elapsed: Duration) {
    if state.model().is_grading() {
        state.motion.grading_for += elapsed;
    }
    if let Some(success) = &mut state.motion.success {
        success.since += elapsed;
        if success.since >= SUCCESS_TIME {
            state.motion.success = None;
        }
    }
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
