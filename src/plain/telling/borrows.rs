//! The borrows, locks and threads of a run: all of it, or event by event with the state of each cell.

use super::program;
use crate::app::State;
use crate::engine::TraceState;
use crate::plain::sentences::tell;
use crate::plain::voice::Voice;
use crate::report;
use crate::report::Block;
use crate::report::trace::{self, Focus, Untraced, steps};
use crate::text::plural;
use crate::verdict::{Exploration, Trace};

/// Longer runs are told when all of it is asked for.
const MAX_EVENTS: usize = 24;

/// What the run shows; `all`: every event.
pub(in crate::plain) fn whole(voice: &mut Voice, state: &State, all: bool) {
    let Some(trace) = seen(voice, state) else {
        return;
    };
    schedules(voice, state);
    voice.gap();
    explained(voice, state);
    voice.gap();
    tell(voice, &trace::cells(trace, state.stepping.cell));
    voice.gap();
    let told = told(trace, state);
    for mut block in trace::timeline(trace, focus(state, None)) {
        if let Block::Timeline(timeline) = &mut block {
            let sentences = &mut timeline.sentences;
            sentences.retain(|sentence| told.contains(&sentence.event));
            let events = timeline.sentences.len();
            voice.say(&format!("The run has {}.", plural(events, "event")));
            if events > MAX_EVENTS && !all {
                voice.say("`borrows all` tells them one after the other.");
                continue;
            }
        }
        tell(voice, &[block]);
    }
    voice.say("`step` goes through them one by one, with the lines of your file.");
}

fn focus(state: &State, event: Option<usize>) -> Focus<'_> {
    Focus {
        file: "",
        source: "",
        cell: state.stepping.cell,
        event,
    }
}

/// The trace, or why there is nothing to tell.
pub(in crate::plain) fn seen<'a>(voice: &mut Voice, state: &'a State) -> Option<&'a Trace> {
    let Some(trace) = state.model.trace() else {
        let why = match state.model.trace_state() {
            Some(TraceState::Nothing) => Untraced::Failed,
            None if state.model.shown().is_none() && state.model.asks() => Untraced::NotPredicted,
            Some(_) | None => Untraced::NothingRun,
        };
        tell(voice, &trace::untraced(why));
        return None;
    };
    if trace::is_empty(trace) {
        tell(voice, &trace::timeline(trace, focus(state, None)));
        return None;
    }
    Some(trace)
}

/// What the run means.
pub(in crate::plain) fn explained(voice: &mut Voice, state: &State) {
    if let Some(trace) = state.model.trace() {
        tell(voice, &trace::explanations(trace));
    }
}

/// The events that count and have a sentence, by their places in the trace.
fn told(trace: &Trace, state: &State) -> Vec<usize> {
    let mut all = steps(trace, state.stepping.cell);
    all.retain(|at| trace::sentence(trace, *at).is_some());
    all
}

/// The event under the cursor, where it has a sentence.
fn current(state: &State) -> Option<usize> {
    let trace = state.model.trace()?;
    let all = steps(trace, state.stepping.cell);
    let at = *all.get(state.stepping.at?)?;
    trace::sentence(trace, at).is_some().then_some(at)
}

/// Whether the event under the cursor has something to tell.
pub(in crate::plain) fn tells(state: &State) -> bool {
    current(state).is_some()
}

/// The event under the cursor: its place, its sentence, its line, and the cells at that moment.
pub(in crate::plain) fn event(voice: &mut Voice, state: &State) {
    let Some((trace, at)) = state.model.trace().zip(current(state)) else {
        voice.say("There is no event to tell.");
        return;
    };
    let blocks = trace::step(trace, &told(trace, state), at);
    let (event, cells) = blocks.split_at(1);
    tell(voice, event);
    let line = trace.events[at].place.as_ref().map(|place| place.line);
    let source = match state.model.shown() {
        Some((graded, _)) => &graded.text,
        None => state.source().unwrap_or_default(),
    };
    program::line(voice, source, line);
    tell(voice, cells);
}

/// How many orders of the threads were tried, how they ended, and which of them is told.
pub(in crate::plain) fn schedules(voice: &mut Voice, state: &State) {
    let Some(found) = exploration(state) else {
        return;
    };
    let shown = found.index_shown(state.stepping.schedule);
    tell(voice, &report::exploration(found, Some(shown)));
    if found.results.len() < 2 {
        return;
    }
    voice.say("`schedule` with a number replays one of them.");
}

/// The schedules that were tried.
pub(in crate::plain) fn exploration(state: &State) -> Option<&Exploration> {
    let (graded, _) = state.model.shown()?;
    graded.verdict.exploration.as_ref()
}
