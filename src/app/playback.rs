//! Steps through the events of a trace, by key or automatically.

use super::state::Work;
use super::{Overlay, Playback, ScrollState, State, Success, Tab, layout};
use crate::engine::Direction;
use crate::keymap::{Action, Context, key_name};
use crate::report;
use crate::report::trace::{
    CellState, cell_name, has_threads, main_difference, states_after, steps, used_cells,
};
use crate::verdict::{EventKind, Outcome, Trace, TraceEvent};
use ratatui::layout::Rect;
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// How long playback shows each event.
pub const STEP_TIME: Duration = Duration::from_millis(350);

impl State {
    /// The trace in view, which may be of an older run.
    pub(super) fn shown_trace(&self) -> Option<&Trace> {
        self.model().latest_trace().map(|latest| latest.trace)
    }

    fn step_count(&self) -> usize {
        let trace = self.shown_trace();
        trace.map_or(0, |trace| steps(trace, self.session.position.cell).len())
    }

    /// Scrolls the file and the text about the step, so that the current step is in view.
    fn follow_step(&mut self) {
        self.scroll.verdict = ScrollState::default();
        self.file_scrolled = false;
    }

    /// Goes to the next or previous step. Returns whether there is one.
    pub(super) fn step(&mut self, direction: Direction) -> bool {
        let count = self.step_count();
        self.follow_step();
        self.session.position.move_step(direction, count)
    }

    pub(super) fn step_to_end(&mut self, direction: Direction) {
        self.playback = Playback::default();
        self.follow_step();
        let Some(last) = self.step_count().checked_sub(1) else {
            return;
        };
        self.session.position.step = Some(match direction {
            Direction::Back => 0,
            Direction::Forward => last,
        });
    }

    /// Goes to a step, or says that there is no other one.
    pub(super) fn step_or_say(&mut self, direction: Direction) {
        self.playback = Playback::default();
        if !self.step(direction) && self.step_count() > 0 {
            let (which, other, action) = match direction {
                Direction::Forward => ("last", "first", Action::FirstEvent),
                Direction::Back => ("first", "last", Action::LastEvent),
            };
            let key = key_name(Context::Borrows, action);
            self.notice = Some(format!(
                "This is the {which} event; {key} goes to the {other}."
            ));
        }
    }

    /// Goes to the main event: the refused one, or the one that explains why the threads cannot continue.
    pub(super) fn show_main_event(&mut self) {
        let step = self.main_step().or_else(|| self.compared_step());
        self.session.position.step = step;
    }

    /// Returns the step at which the chosen schedule differs from the failing one in what matters, or else its last
    /// step. Returns `None` if no schedule is chosen.
    fn compared_step(&self) -> Option<usize> {
        self.session.position.schedule?;
        let trace = self.shown_trace()?;
        let steps = steps(trace, self.session.position.cell);
        let failing = self
            .model()
            .trace_to_compare(self.session.position.schedule);
        let event = failing.and_then(|failing| main_difference(trace, failing));
        let step = event.and_then(|event| steps.iter().position(|at| *at == event));
        step.or(steps.len().checked_sub(1))
    }

    fn main_step(&self) -> Option<usize> {
        let trace = self.shown_trace()?;
        main_step(trace, &steps(trace, self.session.position.cell))
    }

    /// Whether the run in view ended because a borrow was refused, or because no thread could continue.
    pub(super) fn has_refusal_or_deadlock(&self) -> bool {
        self.model().trace().is_some_and(|trace| {
            let is_deadlock = matches!(trace.ending.outcome(), Outcome::Deadlocked { .. });
            is_deadlock || trace.events.iter().any(is_refusal)
        })
    }

    /// Whether the step in view is a borrow that was refused.
    fn is_at_refusal(&self) -> bool {
        let position = self.session.position;
        let event = self.shown_trace().and_then(|trace| {
            let event = *steps(trace, position.cell).get(position.step?)?;
            trace.events.get(event)
        });
        event.is_some_and(is_refusal)
    }

    /// Returns the area of the slider's bar, and how many steps it stands for.
    #[must_use]
    pub fn slider_bar(&self, area: Rect) -> (Rect, usize) {
        // The states say more than the bar does.
        let states = self.cell_states();
        let taken: usize = states.iter().map(|state| state.says.width() + 3).sum();
        let taken = u16::try_from(taken).unwrap_or(u16::MAX);
        let room = area
            .width
            .saturating_sub(taken.saturating_add(SLIDER_NUMBERS));
        let width = (area.width / 3).min(MAX_SLIDER_WIDTH).min(room);
        let width = if width < MIN_SLIDER_WIDTH { 0 } else { width };
        // After it, there is room for `10 of 12`.
        let x = area.right().saturating_sub(width + SLIDER_NUMBERS);
        (Rect::new(x, area.y, width, area.height), self.step_count())
    }

    /// What is borrowed or locked at the event in view, as it is shown: `● values has 1 read guard`.
    #[must_use]
    pub fn cell_states(&self) -> Vec<CellState> {
        let position = self.session.position;
        let Some((trace, step)) = self.shown_trace().zip(position.step) else {
            return Vec::new();
        };
        let steps = steps(trace, position.cell);
        let event = steps.get(step).copied();
        let mut states = event.map_or(Vec::new(), |event| {
            states_after(trace, event, position.cell)
        });
        for state in &mut states {
            let sign = if state.access.is_some() { '●' } else { '○' };
            let says = report::plain_line(&state.says);
            state.says = format!("{sign} {says}");
        }
        states
    }

    /// Goes to the step at a clicked column of the slider.
    pub(super) fn slide_to(&mut self, area: Rect, x: u16) {
        let (bar, count) = self.slider_bar(area);
        if bar.width == 0 {
            return;
        }
        let last = count.saturating_sub(1);
        let along = usize::from(x.saturating_sub(bar.x).min(bar.width.saturating_sub(1)));
        let places = usize::from(bar.width.saturating_sub(1)).max(1);
        self.session.position.step = Some((along * last + places / 2) / places);
        self.follow_step();
        self.playback = Playback::default();
    }

    /// Goes to the step of an event, or to the last one before it.
    pub(super) fn step_to_event(&mut self, event: usize) {
        let Some(trace) = self.shown_trace() else {
            return;
        };
        let steps = steps(trace, self.session.position.cell);
        let step = step_at(&steps, event);
        self.session.position.step = step.or(self.session.position.step);
        self.follow_step();
        self.playback = Playback::default();
    }

    pub(super) fn play(&mut self) {
        let count = self.step_count();
        let main = self.main_step();
        let position = &mut self.session.position;
        self.playback.playing = !self.playback.playing && count > 0;
        // The learner has already seen how the run ends.
        let begins = |step| step + 1 >= count || Some(step) == main;
        if self.playback.playing && position.step.is_none_or(begins) {
            position.step = Some(0);
        }
    }

    /// Shows the next cell alone, first the one of the main event; after the last one all of them.
    pub(super) fn next_cell(&mut self) {
        let Some(trace) = self.shown_trace() else {
            return;
        };
        let position = self.session.position;
        let mut cells = used_cells(trace);
        if position.cell.is_none() && cells.len() < 2 {
            let says = match cells.len() {
                0 => "This run used no cell.",
                _ => "There is only one cell.",
            };
            self.notice = Some(says.to_owned());
            return;
        }
        let all = steps(trace, None);
        let main = main_step(trace, &all).and_then(|step| trace.events[all[step]].cell);
        cells.sort_by_key(|cell| Some(*cell) != main);
        let next = match position.cell {
            None => cells.first(),
            Some(now) => {
                let at = cells.iter().position(|cell| *cell == now);
                cells.get(at.map_or(0, |at| at + 1))
            }
        };
        let next = next.copied();
        let key = key_name(Context::Borrows, Action::NextCell);
        let notice = match next {
            Some(cell) => {
                let name = cell_name(trace, cell);
                let more = if cells.last() == next.as_ref() {
                    "all cells again"
                } else {
                    "the next one"
                };
                format!("Showing only {name}; {key} shows {more}.")
            }
            None => "Showing all cells again.".to_owned(),
        };
        let shown = steps(trace, next);
        let event = position
            .step
            .and_then(|at| steps(trace, position.cell).get(at).copied());
        // At an event of another cell, the position goes to the main event of this one, or else to the last one before.
        let step = event.map(|event| {
            let same = shown.binary_search(&event).ok();
            same.or_else(|| main_step(trace, &shown))
                .or_else(|| step_at(&shown, event))
                .unwrap_or(0)
        });
        self.notice = Some(notice);
        self.session.position.show_cell(next);
        self.session.position.step = step.filter(|step| *step < shown.len());
        self.follow_step();
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

/// Returns the step of the main event: the refused one, or the one that explains why the threads cannot continue.
fn main_step(trace: &Trace, steps: &[usize]) -> Option<usize> {
    let is_refused = |at: &usize| trace.events.get(*at).is_some_and(is_refusal);
    steps.iter().position(is_refused).or_else(|| {
        let explanation = trace.explanations.first().filter(|_| has_threads(trace))?;
        steps.binary_search(&explanation.main_event()?).ok()
    })
}

/// Returns the step of an event, or of the last one before it.
fn step_at(steps: &[usize], event: usize) -> Option<usize> {
    steps.partition_point(|at| *at <= event).checked_sub(1)
}

fn is_refusal(event: &TraceEvent) -> bool {
    matches!(event.kind, EventKind::Refused { panics: true, .. })
}

const MAX_SLIDER_WIDTH: u16 = 24;

const MIN_SLIDER_WIDTH: u16 = 6;

/// Columns for the numbers after the slider.
const SLIDER_NUMBERS: u16 = 12;

/// How long a lesson that was just finished is celebrated.
pub const SUCCESS_TIME: Duration = Duration::from_millis(400);

/// How long each step of the run on the first start is shown.
const WELCOME_STEP_TIME: Duration = Duration::from_millis(700);

/// How often the spinner changes while a lesson is graded or traced.
pub const SPINNER_TICK: Duration = Duration::from_millis(100);

/// The interval at which a refused event flashes, and for how long: not as long as its step is shown.
const FLASH_TICK: Duration = Duration::from_millis(80);
const FLASH_TIME: Duration = Duration::from_millis(320);

/// How often the celebration of a lesson changes.
const SUCCESS_TICK: Duration = Duration::from_millis(33);

impl State {
    /// How long until something moves by itself; `None` if nothing does.
    #[must_use]
    pub fn tick_interval(&self) -> Option<Duration> {
        if self.motion.success.is_some() {
            Some(SUCCESS_TICK)
        } else if self.motion.flash.is_some() {
            Some(FLASH_TICK)
        } else if self.motion.work != Work::None {
            Some(SPINNER_TICK)
        } else if self.shows_run_of_welcome() {
            Some(WELCOME_STEP_TIME)
        } else {
            self.plays().then_some(STEP_TIME)
        }
    }

    fn shows_run_of_welcome(&self) -> bool {
        self.appearance.celebrates && matches!(self.overlay, Overlay::Welcome(_))
    }

    /// Returns the step of the run that the first start shows, if it moves. The last two steps are shown longer.
    #[must_use]
    pub fn welcome_step(&self) -> Option<usize> {
        const STEPS: [usize; 7] = [0, 1, 2, 2, 2, 3, 3];
        let passed = self.motion.welcome_for.as_millis() / WELCOME_STEP_TIME.as_millis();
        let at = usize::try_from(passed).unwrap_or(0) % STEPS.len();
        self.shows_run_of_welcome().then_some(STEPS[at])
    }

    /// Whether the flashing refused event has its second background now.
    #[must_use]
    pub fn is_flash_dark(&self) -> bool {
        let ticks = |since: Duration| since.as_millis() / FLASH_TICK.as_millis();
        self.motion.flash.is_some_and(|since| ticks(since) % 2 == 1)
    }

    /// Whether the steps of a run advance by themselves: only while they are in view.
    fn plays(&self) -> bool {
        let is_shown = || layout(self).is_some_and(|panes| panes.verdict.is_shown());
        self.playback.playing && self.tab == Tab::Borrows && !self.overlay.is_open() && is_shown()
    }

    /// Starts and stops what moves, after a message has changed the state.
    pub(super) fn follow_motion(&mut self) {
        let model = self.model();
        let (work, is_done) = (Work::new(model), model.is_done());
        let counts = model.desk().map(|_| model.counts(None));
        let before = std::mem::replace(&mut self.motion.counts, counts);
        if std::mem::replace(&mut self.motion.work, work) != work {
            self.motion.working_for = Duration::ZERO;
        }
        // If the number of lessons changes, a different set of lessons is being counted, so none was finished.
        if let (Some((before, known)), Some((done, all))) = (before, counts)
            && known == all
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

/// Advances everything that moves by the time that passed.
pub(super) fn tick(state: &mut State, elapsed: Duration) {
    if state.motion.work != Work::None {
        state.motion.working_for += elapsed;
    }
    if let Some(success) = &mut state.motion.success {
        success.since += elapsed;
        if success.since >= SUCCESS_TIME {
            state.motion.success = None;
        }
    }
    let flash = state.motion.flash.map(|since| since + elapsed);
    state.motion.flash = flash.filter(|since| *since < FLASH_TIME);
    if state.shows_run_of_welcome() {
        state.motion.welcome_for += elapsed;
    }
    if !state.plays() {
        return;
    }
    state.playback.shown_for += elapsed;
    if state.playback.shown_for < STEP_TIME {
        return;
    }
    state.playback.shown_for = Duration::ZERO;
    state.playback.playing = state.step(Direction::Forward);
    let is_refused = state.playback.playing && state.is_at_refusal();
    state.motion.flash = (is_refused && state.appearance.celebrates).then_some(Duration::ZERO);
}
