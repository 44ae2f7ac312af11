//! A thread that looks at the same value again and again: what waits for it, and what changes the value.

use super::{action, conflict, holding};
use crate::report::trace::names::{
    accessed_cell, line_text, on_line, on_line_text, thread_in_a_sentence, threads_in_a_sentence,
};
use crate::text::{capitalize, list};
use crate::verdict::{SameNameCell, SharedAccess, Trace, UnreachedChanges};

pub(super) fn polling_text(
    trace: &Trace,
    cell: u32,
    look: &SharedAccess,
    written: Option<&SharedAccess>,
    namesake: Option<&SameNameCell>,
    waits: &[usize],
) -> String {
    let thread = thread_in_a_sentence(trace, look.thread);
    let name = accessed_cell(trace, cell, look);
    let waiting = waits.iter().filter_map(|at| trace.events.get(*at));
    let waiting = waiting.map(|event| {
        let who = capitalize(&thread_in_a_sentence(trace, event.thread));
        let how = match action(event) {
            "join" => "to finish".to_owned(),
            other => format!("(`{other}`)"),
        };
        let at = on_line(trace, event.place.as_ref());
        format!("{who} waits{at} for {thread} {how}. ")
    });
    let waiting: String = waiting.collect();
    let by = conflict::callers(trace, &look.calls);
    let does = match (&look.value, look.action.as_str()) {
        (Some(value), _) => format!(
            "reads {name}{}{by} again and again: it is {value}",
            on_line_text(trace, &look.place)
        ),
        (None, "lock" | "read") => format!(
            "locks {name}{}{by} again and again, but does not change it",
            on_line_text(trace, &look.place)
        ),
        (None, other) => format!(
            "calls `{other}` on {name}{}{by} again and again, but gets nothing",
            on_line_text(trace, &look.place)
        ),
    };
    let does = format!("{} {does}.", capitalize(&thread));
    let change = match written {
        Some(written) => {
            let who = thread_in_a_sentence(trace, written.thread);
            let value = written.value.as_ref();
            let value = value.map_or(String::new(), |value| format!(", to {value}"));
            format!(
                " The last change was by {who}{}{value}.",
                on_line_text(trace, &written.place)
            )
        }
        None => " No thread has ever changed it.".to_owned(),
    };
    let other = namesake.map_or(String::new(), |other| {
        let made = |cell: u32| {
            let cell = trace.cells.iter().find(|seen| seen.id == cell);
            let made = cell.and_then(|cell| cell.created_at.as_ref());
            made.map_or(" on an unknown line".to_owned(), |made| {
                on_line_text(trace, made)
            })
        };
        let changed = on_line_text(trace, &other.last_change.place);
        let own = trace.cells.iter().find(|seen| seen.id == cell);
        let own = own.and_then(|cell| cell.name.as_deref()).unwrap_or_default();
        format!(
            " The change{changed} was to a different `{own}`, created{}. The `{own}` that {thread} reads was created{}.",
            made(other.cell),
            made(cell)
        )
    });
    format!("{waiting}{does}{change}{other}")
}

/// A thread that looks at a value while all others wait.
pub(super) fn spin_text(
    trace: &Trace,
    cell: u32,
    (look, written): (&SharedAccess, Option<&SharedAccess>),
    waits: &[usize],
) -> String {
    let says = polling_text(trace, cell, look, written, None, &[]);
    let mut lines: Vec<(String, Vec<u32>)> = Vec::new();
    for event in waits.iter().filter_map(|at| trace.events.get(*at)) {
        let at = on_line(trace, event.place.as_ref());
        match lines.iter_mut().find(|(known, _)| *known == at) {
            Some((_, threads)) => threads.push(event.thread),
            None => lines.push((at, vec![event.thread])),
        }
    }
    let each = lines.iter().map(|(at, threads)| {
        let verb = if threads.len() == 1 { "waits" } else { "wait" };
        format!("{} {verb}{at}", threads_in_a_sentence(trace, threads))
    });
    let each: Vec<String> = each.collect();
    if each.is_empty() {
        return says + " No other thread is left that could change it.";
    }
    format!("{says} No other thread can change it: {}.", list(&each))
}

/// Which lines would change a value, and what keeps a thread from reaching them, in a sentence after a blank.
pub(super) fn unreached_text(trace: &Trace, unreached: Option<&UnreachedChanges>) -> String {
    let Some(unreached) = unreached else {
        return String::new();
    };
    let lines = unreached.calls.iter().map(|call| {
        let line = line_text(trace, &call.place);
        format!("{line} in {}", holding::function(&call.function))
    });
    let lines: Vec<String> = lines.collect();
    let stuck = unreached
        .blocked_at
        .and_then(|stuck| trace.events.get(stuck));
    let because = stuck.map_or(String::new(), |event| {
        let thread = thread_in_a_sentence(trace, event.thread);
        let at = on_line(trace, event.place.as_ref());
        let mut threads = trace.threads.iter();
        let ends = threads.find(|other| Some(other.end) == event.cell);
        let what = match (ends, action(event)) {
            (Some(other), _) => {
                format!("for {} to finish", thread_in_a_sentence(trace, other.id))
            }
            (None, "park") => "to be unparked".to_owned(),
            (None, other) => format!("(`{other}`)"),
        };
        format!(": {thread} waits{at} {what}")
    });
    format!(
        " The run has not reached {}, which would change it{because}.",
        list(&lines)
    )
}
