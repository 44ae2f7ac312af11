//! Threads that take the same locks in different orders.

use super::Guard;
use super::conflict::call_path;
use crate::report::trace::names::{
    acquires, cell_of_event_in_a_sentence, on_line, thread_in_a_sentence, threads_in_a_sentence,
};
use crate::text::{capitalize, list};
use crate::verdict::{NestedAcquisition, Place, Trace, TraceEvent};
use std::collections::BTreeSet;

pub(super) fn lock_order_text(trace: &Trace, orders: &[NestedAcquisition]) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let are_alike = |one: &NestedAcquisition, other: &NestedAcquisition| {
        lines(trace, one) == lines(trace, other)
    };
    for alike in orders.chunk_by(are_alike) {
        let [first, others @ ..] = alike else {
            continue;
        };
        sentences.push(format!("{}.", capitalize(&takes(trace, first))));
        let others: Vec<u32> = others
            .iter()
            .filter_map(|order| Some(trace.events.get(order.acquired)?.thread))
            .collect();
        if !others.is_empty() {
            let does = if others.len() == 1 { "does" } else { "do" };
            let how = match orders {
                [_, _] => "the two locks swapped",
                _ => "other locks, so that the locks form a cycle",
            };
            sentences.push(format!(
                "{} {does} the same with {how}.",
                capitalize(&threads_in_a_sentence(trace, &others))
            ));
        }
    }
    let whose = if orders.len() == 2 {
        "the other thread's"
    } else {
        "the next thread's"
    };
    sentences.push(format!(
        "This run got past that point, but in another schedule each thread holds its first lock and waits for {whose}: a deadlock."
    ));
    sentences.join(" ")
}

/// Returns ``thread 1 locks `users` on line 50 while it holds `rooms`, locked on line 55``.
fn takes(trace: &Trace, order: &NestedAcquisition) -> String {
    let Some((guard, taken)) = events(trace, order) else {
        return String::new();
    };
    let access = Guard::new(trace, order.acquired).map(|taken| taken.access);
    let guards: Vec<Guard<'_>> = Guard::new(trace, order.guard).into_iter().collect();
    let (verb, how) = access.map_or(("locks", ""), |access| acquires(trace.cell(taken), access));
    format!(
        "{} {verb} {}{how}{}{} while it holds {}{}",
        thread_in_a_sentence(trace, taken.thread),
        cell_of_event_in_a_sentence(trace, taken),
        on_line(trace, taken.place.as_ref()),
        call_path(trace, &taken.calls, &guards),
        cell_of_event_in_a_sentence(trace, guard),
        origin(trace, order.guard),
    )
}

/// Returns `, locked on line 55`, with the variable of the guard, if that is not the name of its lock.
fn origin(trace: &Trace, guard: usize) -> String {
    let Some((event, guard)) = trace.events.get(guard).zip(Guard::new(trace, guard)) else {
        return String::new();
    };
    let variable = guard.name.map(|name| format!("`{name}`"));
    let variable = variable.filter(|name| *name != cell_of_event_in_a_sentence(trace, event));
    format!(
        ", locked{}{}",
        on_line(trace, guard.since),
        variable.map_or(String::new(), |name| format!(" as {name}"))
    )
}

fn events<'a>(
    trace: &'a Trace,
    order: &NestedAcquisition,
) -> Option<(&'a TraceEvent, &'a TraceEvent)> {
    Some((
        trace.events.get(order.guard)?,
        trace.events.get(order.acquired)?,
    ))
}

fn lines<'a>(trace: &'a Trace, order: &NestedAcquisition) -> Option<(&'a Place, &'a Place)> {
    let (guard, taken) = events(trace, order)?;
    Some((guard.place.as_ref()?, taken.place.as_ref()?))
}

pub(super) fn help(trace: &Trace, orders: &[NestedAcquisition]) -> Option<String> {
    let first = orders.first()?;
    let taken = orders
        .iter()
        .filter_map(|order| trace.events.get(order.acquired));
    let are_alike = orders
        .iter()
        .all(|order| lines(trace, order) == lines(trace, first));
    let names = names(trace, taken);
    if are_alike && list_of(&names).is_none() {
        return Some(
            "lock them in an order that does not depend on the caller, such as by id".to_owned(),
        );
    }
    Some(same_order(&names))
}

/// Returns the names of the locks of these events.
pub(super) fn names<'a>(
    trace: &Trace,
    events: impl Iterator<Item = &'a TraceEvent>,
) -> BTreeSet<String> {
    events
        .map(|event| cell_of_event_in_a_sentence(trace, event))
        .collect()
}

/// Returns advice for locks that threads take in different orders.
pub(super) fn same_order(names: &BTreeSet<String>) -> String {
    if let Some(of) = list_of(names) {
        return format!("of two elements of `{of}`, lock the one with the smaller index first");
    }
    let names: Vec<String> = names.iter().cloned().collect();
    format!("lock {} in the same order in every thread", list(&names))
}

/// Returns the list whose elements all these names are.
fn list_of(names: &BTreeSet<String>) -> Option<&str> {
    fn list(name: &str) -> Option<&str> {
        let element = name.strip_prefix('`')?.strip_suffix("]`")?;
        let (of, index) = element.rsplit_once('[')?;
        index.parse::<usize>().ok().map(|_| of)
    }
    let mut lists = names.iter().map(|name| list(name));
    let first = lists.next()??;
    (names.len() > 1 && lists.all(|other| other == Some(first))).then_some(first)
}
