//! The borrows, locks and threads of a run: all of it, or event by event with the state of each cell.

use super::results;
use super::state::{Awaited, PlainState, TraceRequest};
use super::writer::Writer;
use crate::course::Lesson;
use crate::engine::{Direction, Model, Refusal, TracePosition, TraceState};
use crate::report::trace::{self, Focus, Untraced, steps, used_cells};
use crate::report::{self, Block};
use crate::text::plural;
use crate::verdict::{Exploration, Trace};

/// The maximum number of events that are printed unasked.
const MAX_EVENTS: usize = 24;

impl PlainState {
    /// Prints a trace as requested, as soon as there is one.
    pub(super) fn trace(&mut self, request: TraceRequest) {
        if self.runs_program() {
            self.session.trace();
            self.wait_for(Awaited::Trace(request), "Tracing the run.");
        }
    }

    /// Whether there is a program to trace; says so if there is none.
    fn runs_program(&mut self) -> bool {
        let runs = |lesson: &Lesson| lesson.has_file() || !lesson.predictions.is_empty();
        let runs = self.session.model().current().is_some_and(runs);
        if !runs {
            self.out.say(&Refusal::NoProgram.sentence());
        }
        runs
    }

    /// Replays a schedule, or lists those that were tried.
    pub(super) fn schedule(&mut self, number: Option<usize>) {
        if !self.runs_program() {
            return;
        }
        let Some(found) = exploration(self.session.model()) else {
            let current = self.session.model().current();
            let words = match current.and_then(|lesson| lesson.schedules.as_ref()) {
                Some(_) => "cellmate has not tried any schedules of this file yet.",
                None => "cellmate does not try schedules in this lesson.",
            };
            return self.out.say(words);
        };
        let last = found.results.len();
        match number {
            Some(number) if (1..=last).contains(&number) => {
                self.session.replay(number - 1);
                self.wait_for(
                    Awaited::Trace(TraceRequest::Replay),
                    "Replaying the schedule.",
                );
            }
            Some(_) => self
                .out
                .say(&format!("The schedules are numbered from 1 to {last}.")),
            None => schedules(&mut self.out, self.session.model(), self.session.position),
        }
    }

    pub(super) fn print_trace(&mut self, request: TraceRequest) {
        let Some(trace) = found(&mut self.out, self.session.model()) else {
            return;
        };
        match request {
            TraceRequest::Summary => summary(
                &mut self.out,
                self.session.model(),
                self.session.position,
                MAX_EVENTS,
            ),
            TraceRequest::EveryEvent => {
                summary(
                    &mut self.out,
                    self.session.model(),
                    self.session.position,
                    usize::MAX,
                );
            }
            TraceRequest::Step(direction) => {
                let events = events(trace, self.session.position.cell);
                let mut position = self.session.position;
                let has_moved = position.move_step(direction, events.len());
                let Some(step) = position.step.filter(|step| *step < events.len()) else {
                    return self.out.say("There is no event to show.");
                };
                if !has_moved {
                    let end = match direction {
                        Direction::Forward => "last",
                        Direction::Back => "first",
                    };
                    self.out.say(&format!("This is already the {end} event."));
                }
                event(
                    &mut self.out,
                    self.session.model(),
                    trace,
                    &events,
                    events[step],
                );
                self.session.position = position;
            }
            TraceRequest::Cell(number) => {
                let cells = used_cells(trace);
                let chosen = number.map(|number| cells.get(number.wrapping_sub(1)).copied());
                if chosen == Some(None) {
                    let last = cells.len();
                    let words = format!("The cells are numbered from 1 to {last}.");
                    return self.out.say(&words);
                }
                self.session.position.show_cell(chosen.flatten());
                summary(
                    &mut self.out,
                    self.session.model(),
                    self.session.position,
                    MAX_EVENTS,
                );
            }
            TraceRequest::Replay => {
                schedules(&mut self.out, self.session.model(), self.session.position);
                explanations(&mut self.out, self.session.model(), self.session.position);
                let words = "`step` goes through this run, `borrows` summarizes it.";
                self.out.say(words);
            }
        }
    }
}

/// Prints what the run shows, with its events if there are few enough.
fn summary(out: &mut Writer, model: &Model, focus: TracePosition, max_events: usize) {
    let Some(trace) = model.trace() else {
        return;
    };
    schedules(out, model, focus);
    out.gap();
    explanations(out, model, focus);
    out.gap();
    out.blocks(&trace::cells(trace, focus.cell));
    out.gap();
    let events = events(trace, focus.cell);
    for mut block in trace::timeline(trace, all_of(focus.cell)) {
        if let Block::Timeline(timeline) = &mut block {
            let sentences = &mut timeline.sentences;
            sentences.retain(|sentence| events.contains(&sentence.event));
            let count = sentences.len();
            out.say(&format!("The run has {}.", plural(count, "event")));
            if count > max_events {
                out.say("`borrows all` prints all of them.");
                continue;
            }
        }
        out.blocks(&[block]);
    }
    out.say("`step` goes through them one by one, with the lines of your file.");
}

/// Returns the focus on all events of one cell, or of all cells.
fn all_of(cell: Option<u32>) -> Focus<'static> {
    Focus {
        file: "",
        source: "",
        cell,
        event: None,
        all: true,
        page: None,
        failing: None,
    }
}

/// Returns the trace; says why if there is nothing to print.
fn found<'a>(out: &mut Writer, model: &'a Model) -> Option<&'a Trace> {
    let Some(trace) = model.trace() else {
        let why = match model.trace_state() {
            Some(TraceState::Nothing) => Untraced::Impossible,
            Some(TraceState::Failed(error)) => Untraced::Failed(error),
            None if model.latest_verdict().is_none() && model.asks() => Untraced::NotPredicted,
            Some(TraceState::NotTried | TraceState::Found(_)) | None => Untraced::NothingRun,
        };
        out.blocks(&trace::untraced(why));
        return None;
    };
    if trace::is_empty(trace) {
        out.blocks(&trace::timeline(trace, all_of(None)));
        return None;
    }
    Some(trace)
}

/// Returns the events to step through that have a sentence, by their indices in the trace.
fn events(trace: &Trace, cell: Option<u32>) -> Vec<usize> {
    let mut events = steps(trace, cell);
    events.retain(|at| trace::sentence(trace, *at).is_some());
    events
}

/// Prints one of the events: its sentence, its line, and the cells at that moment.
fn event(out: &mut Writer, model: &Model, trace: &Trace, events: &[usize], event: usize) {
    let blocks = trace::step(trace, events, event);
    let (sentence, cells) = blocks.split_at(1);
    out.blocks(sentence);
    let line = trace.events[event].place.as_ref().map(|place| place.line);
    let source = match model.latest_verdict() {
        Some((graded, _)) => &graded.text,
        None => model.program().unwrap_or_default(),
    };
    results::line(out, source, line);
    out.blocks(cells);
}

/// Prints how many schedules were tried, how they ended, and which of them is shown.
fn schedules(out: &mut Writer, model: &Model, focus: TracePosition) {
    let Some(found) = exploration(model) else {
        return;
    };
    let shown = found.index_shown(focus.schedule);
    out.blocks(&report::exploration(found, Some(shown)));
    if found.results.len() > 1 {
        out.say("`schedule` with a number replays one of them.");
    }
}

/// Prints what the run means, or why nothing went wrong in it although the same program fails in another schedule.
fn explanations(out: &mut Writer, model: &Model, focus: TracePosition) {
    let failing = model.trace_to_compare(focus.schedule);
    let both = model.trace().zip(failing);
    let passed = both.and_then(|(trace, failing)| trace::why_it_passed(trace, failing));
    if let Some(says) = passed {
        out.blocks(&[Block::Prose(says)]);
    }
    results::explanations(out, model, focus.cell);
}

fn exploration(model: &Model) -> Option<&Exploration> {
    let (graded, _) = model.latest_verdict()?;
    graded.verdict.exploration.as_ref()
}
