//! Conflicting borrows: which line asked for which access, which guards were alive, and until which line.

use super::{Guard, place_of};
use crate::report::trace::names::{line, on};
use crate::text::{capitalize, list};
use crate::verdict::{AccessMode, Call, EventKind, GuardEnd, Place, Trace};

pub(super) fn says(
    trace: &Trace,
    refused: usize,
    guards: &[usize],
    until: Option<&GuardEnd>,
) -> String {
    let event = &trace.events[refused];
    let Some(place) = &event.place else {
        return String::new();
    };
    let EventKind::Refused { access, .. } = event.kind else {
        return String::new();
    };
    let wants = match access {
        AccessMode::Shared => "read",
        AccessMode::Exclusive => "write",
    };
    let guards = guards.iter().filter_map(|guard| Guard::new(trace, *guard));
    let guards: Vec<Guard<'_>> = guards.collect();
    let alive = match guards.as_slice() {
        [only] => describe_one(trace, place, &event.calls, only),
        many => describe_all(trace, place, many),
    };
    let until = until.map(|end| sentence_about_end(trace, end, guards.len()));
    format!(
        "{} wants to {wants}{}, but {alive}.{}",
        capitalize(&line(trace, place)),
        call_path(trace, &event.calls, &guards),
        until.unwrap_or_default()
    )
}

/// `` `reader` (line 5) is still reading ``
fn describe_one(trace: &Trace, wanted: &Place, calls: &[Call], guard: &Guard<'_>) -> String {
    let doing = match guard.access {
        AccessMode::Shared => "reading",
        AccessMode::Exclusive => "writing",
    };
    let who = holder(guard.access);
    match (guard.name, guard.since) {
        (Some(name), Some(since)) if is_same_line(since, wanted) => format!(
            "`{name}` ({}, {}) is still {doing}",
            line(trace, since),
            apart(since, wanted, guard.calls, calls)
        ),
        (Some(name), Some(since)) => {
            let since = line(trace, since);
            let inside = inside(guard.calls, calls);
            format!("`{name}` ({since}{inside}) is still {doing}")
        }
        (None, Some(since)) if is_same_line(since, wanted) => {
            let apart = apart(since, wanted, guard.calls, calls);
            format!("a {who} made on the same line ({apart}) is still there")
        }
        (None, Some(since)) => {
            let since = on(trace, since);
            let inside = inside(guard.calls, calls);
            format!("the {who} made{since}{inside} is still there")
        }
        (_, None) => format!("a {who} is still there"),
    }
}

/// Returns `` in `view` ``, if the guard was created in another function than the refused borrow.
fn inside(guard: &[Call], refused: &[Call]) -> String {
    let refused = refused.first().map(|call| &call.function);
    let own = guard.first();
    let own = own.filter(|call| Some(&call.function) != refused);
    own.map_or(String::new(), |call| format!(" in {}", function(call)))
}

/// What tells a guard from the refused borrow of the same line: its column, or the call that created it.
fn apart(since: &Place, wanted: &Place, guard: &[Call], refused: &[Call]) -> String {
    if since.column != wanted.column {
        return format!("column {}", since.column);
    }
    let callers = |calls: &[Call]| calls.get(1..).map(<[Call]>::to_vec);
    if callers(guard) == callers(refused) {
        "earlier".to_owned()
    } else {
        "from an earlier call".to_owned()
    }
}

/// Returns `` (in `add_edge`, called by `walk` on line 112)``, unless the guards were created in the same call.
fn call_path(trace: &Trace, calls: &[Call], guards: &[Guard<'_>]) -> String {
    let [own, caller, ..] = calls else {
        return String::new();
    };
    let is_here = |guard: &Guard<'_>| {
        let [innermost, outer @ ..] = guard.calls else {
            return false;
        };
        innermost.function == own.function && outer == &calls[1..]
    };
    if guards.iter().all(is_here) {
        return String::new();
    }
    format!(
        " (in {}, called by {}{})",
        function(own),
        function(caller),
        on(trace, &caller.place)
    )
}

fn function(call: &Call) -> String {
    match call.function.strip_suffix("::{{closure}}") {
        Some(around) => format!("a closure in `{around}`"),
        None => format!("`{}`", call.function),
    }
}

/// `` 2 readers are still there: `a` (line 5) and one made on line 6 ``
fn describe_all(trace: &Trace, wanted: &Place, guards: &[Guard<'_>]) -> String {
    let mut kinds: Vec<(String, u32)> = Vec::new();
    for guard in guards {
        let (name, since) = match (guard.name, guard.since) {
            (Some(name), Some(since)) => (Some(name), format!("({})", line(trace, since))),
            (_, Some(since)) if is_same_line(since, wanted) => {
                (None, "made on the same line".to_owned())
            }
            (_, Some(since)) => (None, format!("made{}", on(trace, since))),
            (_, None) => (None, "made elsewhere".to_owned()),
        };
        let part = name.map_or(format!("# {since}"), |name| format!("`{name}` {since}"));
        match kinds.iter_mut().find(|(known, _)| *known == part) {
            Some((_, count)) => *count += 1,
            None => kinds.push((part, 1)),
        }
    }
    let parts: Vec<String> = kinds
        .into_iter()
        .map(|(part, count)| match (part.strip_prefix('#'), count) {
            (Some(rest), 1) => format!("one{rest}"),
            (Some(rest), count) => format!("{count}{rest}"),
            (None, 1) => part,
            (None, count) => format!("{part}, {count} times"),
        })
        .collect();
    let who = guards.first().map_or("guard", |guard| holder(guard.access));
    format!("{} {who}s are still there: {}", guards.len(), list(&parts))
}

fn sentence_about_end(trace: &Trace, end: &GuardEnd, guards: usize) -> String {
    let Some(place) = place_of(trace, end.event) else {
        return String::new();
    };
    let place = match end.sign {
        Some(sign) => format!("the {sign}{}", on(trace, place)),
        None => line(trace, place),
    };
    match (guards, end.by_panic) {
        (1, true) => format!(" The panic ended it at {place}."),
        (1, false) => format!(" It lives until {place}."),
        (_, true) => format!(" The panic ended the last of them at {place}."),
        (_, false) => format!(" The last of them lives until {place}."),
    }
}

fn holder(access: AccessMode) -> &'static str {
    match access {
        AccessMode::Shared => "reader",
        AccessMode::Exclusive => "writer",
    }
}

fn is_same_line(one: &Place, other: &Place) -> bool {
    one.file == other.file && one.line == other.line
}
