//! The borrows, locks and threads of a run in sentences: all of it, or event by event with the state of each cell.

use super::program;
use crate::app::{State, cells_at, events};
use crate::plain::sentences::tell;
use crate::plain::voice::Voice;
use crate::report;
use crate::timeline;
use crate::verdict::{Exploration, Guards, Trace, TracedCell};

/// More events than these are told when they are asked for.
const AT_ONCE: usize = 24;

/// What the run shows; `all`: every event.
pub(in crate::plain) fn whole(voice: &mut Voice, state: &State, all: bool) {
    let Some(trace) = seen(voice, state) else {
        return;
    };
    schedules(voice, state);
    voice.gap();
    explained(voice, state);
    voice.gap();
    cells(voice, state, trace);
    let told = told(trace, state);
    voice.gap();
    voice.say(&format!(
        "The run has {}.",
        crate::text::plural(told.len(), "event")
    ));
    if told.len() <= AT_ONCE || all {
        for at in &told {
            voice.say(&timeline::sentence(trace, *at).unwrap_or_default());
        }
        if trace.truncated {
            voice.say("There was more; the rest is left out.");
        }
    } else {
        voice.say("`borrows all` tells them one after the other.");
    }
    voice.say("`step` goes through them one by one, with the lines of your file.");
}

/// The trace, or why there is nothing to tell.
pub(in crate::plain) fn seen<'a>(voice: &mut Voice, state: &'a State) -> Option<&'a Trace> {
    let Some(trace) = state.trace() else {
        voice.say(match state.shown() {
            Some((graded, true)) if graded.looked => {
                "There is nothing to see of its borrows: it does not compile, or cannot be followed."
            }
            None if state.asks() => "Say first what it will do, with `answer`; then its borrows are told.",
            _ => "Nothing was run yet.",
        });
        return None;
    };
    if timeline::is_empty(trace) {
        voice.say("No borrow, lock or thread was seen in this run.");
        return None;
    }
    Some(trace)
}

/// What the run means.
pub(in crate::plain) fn explained(voice: &mut Voice, state: &State) {
    for one in state
        .trace()
        .into_iter()
        .flat_map(|trace| &trace.explanations)
    {
        voice.prose(&one.says);
    }
}

/// The events that count and have something to tell, by their places in the trace.
fn told(trace: &Trace, state: &State) -> Vec<usize> {
    let mut all = events(trace, state.stepping.cell);
    all.retain(|at| timeline::sentence(trace, *at).is_some());
    all
}

/// Whether the event under the cursor has something to tell.
pub(in crate::plain) fn tells(state: &State) -> bool {
    let trace = state.trace();
    let at = trace.and_then(|trace| {
        let all = events(trace, state.stepping.cell);
        timeline::sentence(trace, *all.get(state.stepping.at?)?)
    });
    at.is_some()
}

/// The cells that something was done with, in their order.
pub(in crate::plain) fn used(trace: &Trace) -> Vec<&TracedCell> {
    let used = |cell: &&TracedCell| trace.events.iter().any(|event| event.cell == Some(cell.id));
    let own = |cell: &&TracedCell| used(cell) && !cell.is_stream();
    trace.cells.iter().filter(own).collect()
}

fn cells(voice: &mut Voice, state: &State, trace: &Trace) {
    let all = used(trace);
    voice.say(&format!(
        "{} in this run.",
        crate::text::plural(all.len(), "cell")
    ));
    for (at, cell) in all.iter().enumerate() {
        let made = cell.made.as_ref();
        let made = made.map_or(String::new(), |place| {
            format!(", made on line {}", place.line)
        });
        let only = if state.stepping.cell == Some(cell.id) {
            "; only this one is told"
        } else {
            ""
        };
        voice.verbatim(&format!(
            "{}: {}, a {}<{}>{made}{only}.",
            at + 1,
            timeline::cell_name(trace, cell.id),
            cell.kind,
            cell.of
        ));
    }
}

/// The event under the cursor: its place, its sentence, its line, and the cells at that moment.
pub(in crate::plain) fn event(voice: &mut Voice, state: &State) {
    let Some(trace) = state.trace() else { return };
    let all = events(trace, state.stepping.cell);
    let at = state.stepping.at.and_then(|at| all.get(at).copied());
    let Some((at, sentence)) = at.and_then(|at| Some((at, timeline::sentence(trace, at)?))) else {
        voice.say("There is no event to tell.");
        return;
    };
    let told = told(trace, state);
    let place = told.iter().position(|other| *other == at).unwrap_or(0) + 1;
    voice.say(&format!("Event {place} of {}. {sentence}", told.len()));
    let line = trace.events[at].place.as_ref().map(|place| place.line);
    let graded = state.shown().map_or("", |(graded, _)| graded.text.as_str());
    let source = if graded.is_empty() {
        state.source().unwrap_or_default()
    } else {
        graded
    };
    program::line(voice, source, line);
    let cells = cells_at(trace, at)
        .into_iter()
        .map(|(cell, guards)| format!("{} {}", timeline::cell_name(trace, cell), state_of(guards)));
    let cells: Vec<String> = cells.collect();
    if !cells.is_empty() {
        voice.say(&format!("Now: {}.", cells.join("; ")));
    }
}

fn state_of(guards: Guards) -> String {
    match (guards.writer, guards.readers) {
        (true, _) => "has one writer".to_owned(),
        (false, 0) => "is free".to_owned(),
        (false, readers) => {
            let readers = usize::try_from(readers).unwrap_or(usize::MAX);
            format!("has {}", crate::text::plural(readers, "reader"))
        }
    }
}

/// How many orders of the threads were tried, how they ended, and which of them is told.
pub(in crate::plain) fn schedules(voice: &mut Voice, state: &State) {
    let Some(found) = exploration(state) else {
        return;
    };
    let shown = state.way_shown(found);
    tell(voice, &report::exploration(found, Some(shown)));
    if found.results.len() < 2 {
        return;
    }
    voice.say("`schedule` with a number replays one of them.");
}

/// The schedules that were tried.
pub(in crate::plain) fn exploration(state: &State) -> Option<&Exploration> {
    let (graded, _) = state.shown()?;
    graded.verdict.exploration.as_ref()
}
