//! Conflicting borrows: which line asked for which access, which guards were alive, and until which line.

use super::{Guard, place_of};
use crate::report::trace::names::{line, on};
use crate::text::{capitalize, list};
use crate::verdict::{AccessMode, EventKind, GuardEnd, Place, Trace};

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
        [only] => describe_one(trace, place, only),
        many => describe_all(trace, place, many),
    };
    let until = until.map(|end| sentence_about_end(trace, end, guards.len()));
    format!(
        "{} wants to {wants}, but {alive}.{}",
        capitalize(&line(trace, place)),
        until.unwrap_or_default()
    )
}

/// `` `reader` (line 5) is still reading ``
fn describe_one(trace: &Trace, wanted: &Place, guard: &Guard<'_>) -> String {
    let doing = match guard.access {
        AccessMode::Shared => "reading",
        AccessMode::Exclusive => "writing",
    };
    let who = holder(guard.access);
    match (guard.name, guard.since) {
        // The same line holds two guards: most likely the function called itself while the first was alive.
        (Some(name), Some(since)) if is_same_line(since, wanted) => format!(
            "`{name}` ({}, from an earlier time) is still {doing}",
            line(trace, since)
        ),
        (Some(name), Some(since)) => {
            format!("`{name}` ({}) is still {doing}", line(trace, since))
        }
        (None, Some(since)) if is_same_line(since, wanted) => {
            format!("a {who} made on the same line is still there")
        }
        (None, Some(since)) => {
            format!("the {who} made{} is still there", on(trace, since))
        }
        (_, None) => format!("a {who} is still there"),
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
