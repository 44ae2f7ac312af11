//! Conflicting borrows: which line asked for which access, which guards were alive, and until which line.

use super::{Guard, place_of};
use crate::report::trace::names::{line, on};
use crate::text::{capitalize, list};
use crate::verdict::{AccessMode, Call, EventKind, GuardEnd, Place, Trace};

pub(super) fn says(
    trace: &Trace,
    refused: usize,
    method: Option<&str>,
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
    let does = match method {
        Some(method) => format!("calls `{method}`"),
        None => format!("needs a {}", kind(access)),
    };
    let guards = guards.iter().filter_map(|guard| Guard::new(trace, *guard));
    let guards: Vec<Guard<'_>> = guards.collect();
    let alive = match guards.as_slice() {
        [only] => describe_one(trace, place, &event.calls, only),
        many => describe_all(trace, place, many),
    };
    let until = until.map(|end| sentence_about_end(trace, end, guards.len()));
    format!(
        "{} {does}{}, but {alive}.{}",
        capitalize(&line(trace, place)),
        call_path(trace, &event.calls, &guards),
        until.unwrap_or_default()
    )
}

/// ``the read guard `reader` from line 5 is still alive``
fn describe_one(trace: &Trace, wanted: &Place, calls: &[Call], guard: &Guard<'_>) -> String {
    let kind = kind(guard.access);
    let Some(since) = guard.since else {
        return format!("a {kind} is still alive");
    };
    let origin = if is_same_line(since, wanted) {
        let apart = apart(since, wanted, guard.calls, calls);
        format!("from the same line ({apart})")
    } else {
        format!("from {}{}", line(trace, since), inside(guard.calls, calls))
    };
    match guard.name {
        Some(name) => format!("the {kind} `{name}` {origin} is still alive"),
        None if is_same_line(since, wanted) => format!("a {kind} {origin} is still alive"),
        None => format!("the {kind} {origin} is still alive"),
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
        "in an earlier call".to_owned()
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

/// `` 2 read guards are still alive: `a` (line 5) and one from line 6 ``
fn describe_all(trace: &Trace, wanted: &Place, guards: &[Guard<'_>]) -> String {
    let mut kinds: Vec<(String, u32)> = Vec::new();
    for guard in guards {
        let (name, since) = match (guard.name, guard.since) {
            (Some(name), Some(since)) => (Some(name), format!("({})", line(trace, since))),
            (_, Some(since)) if is_same_line(since, wanted) => {
                (None, "from the same line".to_owned())
            }
            (_, Some(since)) => (None, format!("from {}", line(trace, since))),
            (_, None) => (None, "from elsewhere".to_owned()),
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
    let kind = guards.first().map_or("guard", |guard| kind(guard.access));
    format!("{} {kind}s are still alive: {}", guards.len(), list(&parts))
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
        (1, true) => format!(" The panic dropped it at {place}."),
        (1, false) => format!(" It lives until {place}."),
        (_, true) => format!(" The panic dropped the last of them at {place}."),
        (_, false) => format!(" The last of them lives until {place}."),
    }
}

fn kind(access: AccessMode) -> &'static str {
    match access {
        AccessMode::Shared => "read guard",
        AccessMode::Exclusive => "write guard",
    }
}

fn is_same_line(one: &Place, other: &Place) -> bool {
    one.file == other.file && one.line == other.line
}
