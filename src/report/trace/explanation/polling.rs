//! A thread that looks at the same value again and again: what waits for it, and what changes the value.

use super::{action, action_name, conflict, holding};
use crate::report::trace::names::{
    accessed_cell, line_text, on_line, on_line_text, thread_in_a_sentence, threads_in_a_sentence,
};
use crate::text::{capitalize, list};
use crate::verdict::{
    Call, ChangeCount, OtherRead, SameNameCell, SharedAccess, SkippedChange, Trace, TraceEvent,
    TracedAction, UnreachedChanges,
};

/// A read that is repeated, and what is known about its cell.
#[derive(Clone, Copy)]
pub(super) struct RepeatedRead<'a> {
    pub(super) cell: u32,
    pub(super) look: &'a SharedAccess,
    /// Other threads that do the same.
    pub(super) others: &'a [u32],
    pub(super) written: Option<&'a SharedAccess>,
    pub(super) changes: &'a [ChangeCount],
    /// The last `store` before these changes.
    pub(super) stored: Option<&'a SharedAccess>,
    pub(super) other_reads: &'a [OtherRead],
    pub(super) skipped: Option<&'a SkippedChange>,
}

pub(super) fn polling_text(
    trace: &Trace,
    read: RepeatedRead<'_>,
    namesake: Option<&SameNameCell>,
    waits: &[usize],
) -> String {
    let RepeatedRead {
        cell,
        look,
        others,
        written,
        changes,
        stored,
        other_reads,
        skipped,
    } = read;
    let threads: Vec<u32> = [look.thread].iter().chain(others).copied().collect();
    let thread = threads_in_a_sentence(trace, &threads);
    let reads = if others.is_empty() { "reads" } else { "read" };
    let waiting = waits.iter().filter_map(|at| trace.events.get(*at));
    let waiting: String = waiting.map(|event| wait_text(trace, event, look)).collect();
    let does = repeated_text(trace, cell, look, others.is_empty());
    let does = format!("{} {does}.", capitalize(&thread));
    let counts = counts_text(trace, changes, stored);
    let skipped = written.zip(skipped);
    let skipped = skipped.and_then(|(last, skipped)| skipped_text(trace, last, skipped));
    let change = last_change_text(trace, written) + &skipped.unwrap_or_default();
    let beside: String = other_reads
        .iter()
        .map(|other| other_read_text(trace, &thread, reads, other))
        .collect();
    let other = namesake.map(|other| namesake_text(trace, cell, (&thread, reads), other));
    let other = other.unwrap_or_default();
    format!("{waiting}{does}{change}{counts}{beside}{other}")
}

/// Says which thread waits for the one that looks, in a sentence before a space.
fn wait_text(trace: &Trace, wait: &TraceEvent, look: &SharedAccess) -> String {
    let who = capitalize(&thread_in_a_sentence(trace, wait.thread));
    let how = match action(wait) {
        Some(TracedAction::Join) => "to finish".to_owned(),
        _ => format!("(`{}`)", action_name(wait)),
    };
    let at = on_line(trace, wait.place.as_ref());
    let mut all = trace.threads.iter();
    let ends = all.find(|other| Some(other.end) == wait.cell);
    let whom = ends.map_or(look.thread, |other| other.id);
    let whom = thread_in_a_sentence(trace, whom);
    format!("{who} waits{at} for {whom} {how}. ")
}

/// Says what one or several threads do again and again, and what they find.
fn repeated_text(trace: &Trace, cell: u32, look: &SharedAccess, is_one: bool) -> String {
    let s = if is_one { "s" } else { "" };
    let name = accessed_cell(trace, cell, look);
    let at = on_line_text(trace, &look.place);
    let by = conflict::callers(trace, &look.calls);
    let is_value = match (&look.value, is_one) {
        (Some(value), _) => format!(": it is {value}"),
        (None, true) => ", but does not change it".to_owned(),
        (None, false) => ", but do not change it".to_owned(),
    };
    match (&look.value, &look.action) {
        (Some(_), TracedAction::Load) => {
            format!("read{s} {name}{at}{by} again and again{is_value}")
        }
        (_, TracedAction::Lock | TracedAction::Read) => {
            format!("lock{s} {name}{at}{by} again and again{is_value}")
        }
        (_, TracedAction::Wait) => {
            format!("check{s} {name} after the wait{at}{by} again and again{is_value}")
        }
        (Some(_), action) => {
            format!("call{s} `{action}` on {name}{at}{by} again and again{is_value}")
        }
        (None, action) => {
            format!("call{s} `{action}` on {name}{at}{by} again and again, but get{s} nothing")
        }
    }
}

/// Says, in sentences after a space, that another cell with the same name was changed, not the one that these threads
/// read.
fn namesake_text(
    trace: &Trace,
    cell: u32,
    (thread, reads): (&str, &str),
    other: &SameNameCell,
) -> String {
    let own = trace.cells.iter().find(|seen| seen.id == cell);
    let own = own
        .and_then(|cell| cell.name.as_deref())
        .unwrap_or_default();
    format!(
        " The change{} was to a different `{own}`, created{}. The `{own}` that {thread} {reads} was created{}.",
        on_line_text(trace, &other.last_change.place),
        created_on(trace, other.cell),
        created_on(trace, cell)
    )
}

fn created_on(trace: &Trace, cell: u32) -> String {
    let cell = trace.cells.iter().find(|seen| seen.id == cell);
    let created = cell.and_then(|cell| cell.created_at.as_ref());
    created.map_or(" on an unknown line".to_owned(), |place| {
        on_line_text(trace, place)
    })
}

fn last_change_text(trace: &Trace, written: Option<&SharedAccess>) -> String {
    match written {
        Some(written) => {
            let who = thread_in_a_sentence(trace, written.thread);
            let value = written.value.as_ref();
            let value = value.map_or(String::new(), |value| format!(", to {value}"));
            format!(
                " The last change was by {who}{}{}{value}.",
                on_line_text(trace, &written.place),
                conflict::callers(trace, &written.calls)
            )
        }
        None => " No thread has ever changed it.".to_owned(),
    }
}

/// Says what else a thread reads, in a sentence after a space.
fn other_read_text(trace: &Trace, thread: &str, reads: &str, other: &OtherRead) -> String {
    let name = accessed_cell(trace, other.cell, &other.read);
    let at = on_line_text(trace, &other.read.place);
    let value = other.read.value.as_ref();
    let value = value.map_or(String::new(), |value| format!(": it is {value}"));
    let change = other.last_change.as_ref().map(|change| {
        let who = thread_in_a_sentence(trace, change.thread);
        format!(
            ", last changed by {who}{}",
            on_line_text(trace, &change.place)
        )
    });
    format!(
        " {} also {reads} {name}{at}{value}{}.",
        capitalize(thread),
        change.unwrap_or_default()
    )
}

/// Says how often each line added to a value or subtracted from it, in a sentence after a space.
fn counts_text(trace: &Trace, changes: &[ChangeCount], stored: Option<&SharedAccess>) -> String {
    let parts = changes.iter().map(|change| {
        let line = line_text(trace, &change.place);
        let does = if change.action == TracedAction::FetchSub {
            "subtracted from it"
        } else {
            "added to it"
        };
        let times = match change.times {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            times => format!("{times} times"),
        };
        format!("{line} {does} {times}")
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        return String::new();
    }
    let returns: String = changes
        .iter()
        .filter_map(|change| returns_text(trace, change))
        .collect();
    let since = stored.map_or("In the whole run".to_owned(), |stored| {
        let who = thread_in_a_sentence(trace, stored.thread);
        let value = stored.value.as_deref().unwrap_or("a value");
        format!(
            "Since {who} stored {value}{}",
            on_line_text(trace, &stored.place)
        )
    });
    format!(" {since}, {}.{returns}", list(&parts))
}

/// Says where a function may return before it changes a value, in a sentence after a space.
fn returns_text(trace: &Trace, change: &ChangeCount) -> Option<String> {
    let line = line_text(trace, &change.place);
    returns_before_text(trace, &change.returns_before, &line)
}

/// Returns `` `transfer` can return on line 19, before it reaches line 20.`` after a space.
pub(super) fn returns_before_text(trace: &Trace, returns: &[Call], before: &str) -> Option<String> {
    let function = holding::function(&returns.first()?.function);
    let returns = returns.iter();
    let lines: Vec<String> = returns.map(|call| line_text(trace, &call.place)).collect();
    let lines = lines.join(" or ");
    Some(format!(
        " {} can return on {lines}, before it reaches {before}.",
        capitalize(&function)
    ))
}

/// Says which call may have been skipped that would have changed the value, in sentences after a space.
fn skipped_text(trace: &Trace, last: &SharedAccess, skipped: &SkippedChange) -> Option<String> {
    let who = capitalize(&thread_in_a_sentence(trace, last.thread));
    let line = line_text(trace, &skipped.place);
    let calls = format!(
        "{line}, which calls {}",
        holding::function(&skipped.function)
    );
    let returns = returns_before_text(trace, &skipped.returns_before, &calls)?;
    Some(format!(" {who} has ended.{returns}"))
}

/// Describes a thread that looks at a value while all others wait.
pub(super) fn spin_text(trace: &Trace, read: RepeatedRead<'_>, waits: &[usize]) -> String {
    let says = polling_text(trace, read, None, &[]);
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

/// Says which lines would change a value, and what keeps a thread from reaching them, in a sentence after a space.
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
            (None, Some(TracedAction::Park)) => "to be unparked".to_owned(),
            (None, _) => format!("(`{}`)", action_name(event)),
        };
        format!(": {thread} waits{at} {what}")
    });
    let lines = list(&lines);
    if let Some(poll) = &unreached.blocked_by_poll {
        let thread = thread_in_a_sentence(trace, poll.thread);
        let what = poll.expression.as_ref();
        let what = what.map_or("a value".to_owned(), |name| format!("`{name}`"));
        let at = on_line_text(trace, &poll.place);
        return format!(
            " {} would change it, but {thread} still reads {what}{at} before that.",
            capitalize(&lines)
        );
    }
    if unreached.may_have_run {
        return format!(" {} would change it{because}.", capitalize(&lines));
    }
    format!(" The run has not reached {lines}, which would change it{because}.")
}
