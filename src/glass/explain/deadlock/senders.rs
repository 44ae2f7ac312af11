//! Finds which senders keep a channel open, and where they are.

use super::blocked::Blocked;
use crate::glass::explain::Explanation;
use crate::glass::explain::history::History;
use crate::glass::explain::owner::owner as owning_value;
use crate::glass::scopes::Destination;
use crate::verdict::{
    Call, Cause, CellKind, EventKind, GuardEnd, Keeper, LivingSender, MovedSender, OwningVariable,
    Place, TraceEvent, TracedAction, TracedCell, WaitReason,
};
use std::collections::BTreeSet;

/// Returns which senders keep a channel open. Returns `None` if the record does not begin with the run.
pub(super) fn channel_reason(
    history: &History<'_>,
    all: &[Blocked<'_>],
    cell: u32,
) -> Option<WaitReason> {
    if history.trace.omitted_events > 0 {
        return None;
    }
    let numbers = |wanted: TracedAction| {
        let all = history
            .operations(cell)
            .filter(move |(_, _, action, _)| **action == wanted);
        all.filter_map(|(index, _, _, sender)| Some((sender?, index)))
    };
    let dropped: Vec<(u32, usize)> = numbers(TracedAction::DropSender).collect();
    let cloned = numbers(TracedAction::CloneSender).map(|(sender, index)| (sender, Some(index)));
    let senders: Vec<(u32, Option<usize>)> = [(1, None)].into_iter().chain(cloned).collect();
    let gone: BTreeSet<u32> = dropped.iter().map(|(sender, _)| *sender).collect();
    let alive = senders.iter().filter(|(sender, _)| !gone.contains(sender));
    let alive: Vec<LivingSender> = alive
        .map(|(number, cloned)| {
            let mut used = history.operations(cell).rev();
            let used =
                used.find(|(_, _, action, sender)| action.sends() && *sender == Some(*number));
            let made = match cloned {
                Some(cloned) => history.trace.events[*cloned].place.as_ref(),
                None => history
                    .find_cell(cell)
                    .and_then(|cell| cell.created_at.as_ref()),
            };
            let (name, owner) = made.map_or((None, None), |made| owner(history, all, made));
            let is_used_later = match (&name, &owner) {
                (Some(name), Some((thread, end))) => {
                    is_used_later(history, all, *thread, end, name)
                }
                _ => false,
            };
            let (moved, first_name) = made
                .filter(|_| owner.is_none())
                .map_or((None, None), |made| {
                    moved(history, all, (cell, *cloned), made)
                });
            let clone = cloned.and_then(|cloned| history.trace.events[cloned].calls.first());
            let clone = clone.filter(|call| call.function == "clone");
            let part_made = clone.map(|call| &call.place).or(made);
            let file = part_made.and_then(|made| history.source.tokens(made));
            let part_of = file
                .zip(part_made)
                .and_then(|(file, made)| owning_value(file, made));
            let part_of = part_of.map(|value| value.name);
            let used = used.map(|(index, ..)| index);
            let lent = || lent(history, part_of.as_ref()?, used?);
            // Where the sender was moved to, it has another name.
            let name = match &moved {
                Some(_) => first_name.or(name),
                None => name.or(first_name),
            };
            LivingSender {
                moved: moved.or_else(lent),
                is_cloned_with_value: clone.is_some() && part_of.is_some(),
                part_of,
                cloned: *cloned,
                used,
                name,
                owner,
                is_used_later,
            }
        })
        .collect();
    (!alive.is_empty()).then(|| WaitReason::ChannelOpen {
        senders: u32::try_from(senders.len()).unwrap_or(u32::MAX),
        live_senders: alive,
        dropped: dropped.into_iter().map(|(_, index)| index).collect(),
        is_explained: false,
        cycle: Vec::new(),
    })
}

/// Explains a cycle of threads that wait for each other's answers only once, at the last of their waits.
pub(super) fn join_waits_for_answers(history: &History<'_>, found: &mut [Explanation]) {
    let waits: Vec<(usize, u32, Option<u32>)> = found
        .iter()
        .enumerate()
        .filter_map(|(at, one)| {
            let Cause::Deadlock { waits, reason, .. } = &one.cause else {
                return None;
            };
            let Some(WaitReason::ChannelOpen {
                live_senders: alive,
                ..
            }) = reason
            else {
                return None;
            };
            let thread = history.trace.events[waits.first()?.event].thread;
            Some((at, thread, answering(history, alive)))
        })
        .collect();
    let next = |thread: u32| waits.iter().find(|(_, own, _)| *own == thread)?.2;
    let cycle = waits.iter().find_map(|(_, start, _)| {
        let steps = std::iter::successors(Some(*start), |thread| next(*thread));
        let mut cycle: Vec<u32> = steps.skip(1).take(waits.len()).collect();
        let end = cycle.iter().position(|thread| thread == start)?;
        cycle.truncate(end + 1);
        cycle.sort_unstable();
        Some(cycle)
    });
    let (Some(found_cycle), Some((last, ..))) = (cycle, waits.last()) else {
        return;
    };
    for (at, ..) in &waits {
        if let Cause::Deadlock {
            reason:
                Some(WaitReason::ChannelOpen {
                    is_explained,
                    cycle,
                    ..
                }),
            ..
        } = &mut found[*at].cause
        {
            *is_explained = at != last;
            if at == last {
                cycle.clone_from(&found_cycle);
            }
        }
    }
}

/// Returns the only thread that got a sender, or can get it, in a message.
fn answering(history: &History<'_>, alive: &[LivingSender]) -> Option<u32> {
    let [only] = alive else { return None };
    let Some(MovedSender::Message {
        received,
        receivers,
        ..
    }) = &only.moved
    else {
        return None;
    };
    match (received, receivers.as_slice()) {
        (Some(received), _) => Some(history.trace.events.get(*received)?.thread),
        (None, [only]) => Some(*only),
        (None, _) => None,
    }
}

/// Returns the variable of a sender that was made here. If a thread is in the function with that variable, and the
/// function has not moved it, also returns the thread and where it drops the sender.
fn owner(
    history: &History<'_>,
    all: &[Blocked<'_>],
    made: &Place,
) -> (Option<String>, Option<(u32, GuardEnd)>) {
    let none = (None, None);
    let Some(scopes) = history.source.scopes(made) else {
        return none;
    };
    let name = |keeper: Keeper| match keeper {
        Keeper::Variable { name, .. } => Some(name),
        Keeper::Temporary { .. } => None,
    };
    let calls = all.iter().flat_map(|blocked| {
        let event = &history.trace.events[blocked.wait.began];
        event.calls.iter().map(|call| (event.thread, call))
    });
    for (thread, call) in calls {
        let around = scopes.function_around(made, &call.place);
        if call.place.file != made.file || around != Some(call.function.as_str()) {
            continue;
        }
        let Some((keeper, end)) = scopes.sender(made, Some(&call.place)) else {
            return none;
        };
        let end = end.map(|end| GuardEnd {
            event: None,
            place: Place {
                line: end.line,
                column: 1,
                file: made.file.clone(),
            },
            function: Some(call.function.clone()),
            token: end.sign,
            consumed_by: end.taken_by,
            dropped_by_panic: false,
        });
        return (name(keeper), end.map(|end| (thread, end)));
    }
    let kept = scopes.sender(made, None);
    (kept.and_then(|(keeper, _)| name(keeper)), None)
}

/// Whether the function that has a sender uses its variable at or after the place where its thread waits.
fn is_used_later(
    history: &History<'_>,
    all: &[Blocked<'_>],
    thread: u32,
    end: &GuardEnd,
    name: &str,
) -> bool {
    let mut waits = all.iter().filter(|blocked| blocked.wait.thread == thread);
    let call = waits.find_map(|blocked| {
        let mut calls = history.trace.events[blocked.wait.began].calls.iter();
        calls.find(|call| end.function.as_ref() == Some(&call.function))
    });
    call.is_some_and(|call| {
        let scopes = history.source.scopes(&call.place);
        scopes.is_none_or(|scopes| scopes.is_used_from(&call.place, name))
    })
}

/// Returns where the sender that was made here was moved, and the name of its first variable.
fn moved(
    history: &History<'_>,
    all: &[Blocked<'_>],
    (cell, cloned): (u32, Option<usize>),
    made: &Place,
) -> (Option<MovedSender>, Option<String>) {
    let Some(scopes) = history.source.scopes(made) else {
        return (None, None);
    };
    let (destination, name) = scopes.destination(made);
    let is_made = |event: &TraceEvent| event.kind == EventKind::Created && event.cell == Some(cell);
    let first = || history.events().find(|(_, event)| is_made(event));
    let Some(first) = cloned.or_else(|| Some(first()?.0)) else {
        return (None, name);
    };
    let moved = match destination {
        Destination::Thread(place) => thread_of(history, first, &place),
        Destination::Message(place) => message(history, first, &place),
        Destination::Field { of, field } => {
            let is_same = |other: &&TracedCell| {
                other.kind == CellKind::Channel && other.created_at.as_ref() == Some(made)
            };
            let is_only = cloned.is_none()
                && history.trace.cells.iter().filter(is_same).count() == 1
                && history
                    .source
                    .calls_by_name()
                    .is_given_in_one_place(&of, &field);
            Some(field_of(history, all, (of, field), is_only))
        }
        Destination::Collection { name, place, of } => Some(MovedSender::Collection {
            variable: of.and_then(|of| holder(history, all, &of)),
            name,
            place,
        }),
        Destination::Stays | Destination::Unknown => None,
    };
    (moved, name)
}

/// Returns a variable with a value of this type, in a function that some thread is executing.
fn holder(history: &History<'_>, all: &[Blocked<'_>], of: &str) -> Option<OwningVariable> {
    let mut calls = all.iter().flat_map(|blocked| {
        let event = &history.trace.events[blocked.wait.began];
        event.calls.iter()
    });
    calls.find_map(|call| {
        let scopes = history.source.scopes(&call.place)?;
        scopes.variable_made(&call.place, of)
    })
}

/// Returns the variable from which a thread that has ended borrowed a value with a sender. `used` is where the thread
/// last sent.
fn lent(history: &History<'_>, of: &str, used: usize) -> Option<MovedSender> {
    let used = history.trace.events.get(used)?;
    let mut threads = history.trace.threads.iter();
    let thread = threads.find(|thread| thread.id == used.thread)?;
    let program = history.source.calls_by_name();
    let own = used.place.iter();
    let mut places = own.chain(used.calls.iter().map(|call| &call.place));
    let is_method = places.any(|place| program.implemented_type(place).as_deref() == Some(of));
    let place = thread.spawned.as_ref()?;
    let holder = history.source.scopes(place)?.lender(place)?;
    (is_method && history.has_exited(thread.id)).then(|| MovedSender::BorrowedValue {
        type_name: of.to_owned(),
        variable: holder,
    })
}

/// Returns the next event of the same thread at this place for which `is_wanted` holds.
fn next_at(
    history: &History<'_>,
    first: usize,
    place: &Place,
    is_wanted: impl Fn(&TraceEvent) -> bool,
) -> Option<usize> {
    let thread = history.trace.events.get(first)?.thread;
    let mut later = history.events().skip(first + 1);
    let next = later.find(|(_, event)| {
        let at = event.place.as_ref();
        let is_there = at.is_some_and(|at| (&at.file, at.line) == (&place.file, place.line));
        event.thread == thread && is_there && is_wanted(event)
    });
    next.map(|(index, _)| index)
}

/// Returns the thread that the sender was moved into when it was started, if it has not ended.
fn thread_of(history: &History<'_>, first: usize, place: &Place) -> Option<MovedSender> {
    let is_spawn = |event: &TraceEvent| matches!(event.kind, EventKind::Spawned { .. });
    let spawned = next_at(history, first, place, is_spawn)?;
    let EventKind::Spawned { child } = history.trace.events[spawned].kind else {
        return None;
    };
    (!history.has_exited(child)).then_some(MovedSender::Thread { thread: child })
}

/// Returns the message that contains the sender: threads receive messages in the order in which they were sent.
fn message(history: &History<'_>, first: usize, place: &Place) -> Option<MovedSender> {
    let is_sent = |event: &TraceEvent| matches!(&event.kind, EventKind::Operation { action, value: None, .. } if action.sends());
    let sent = next_at(history, first, place, is_sent)?;
    let channel = history.trace.events[sent].cell?;
    let before = history
        .operations(channel)
        .filter(|(index, event, ..)| *index < sent && is_sent(event));
    let before = before.count();
    let is_received = |event: &TraceEvent| {
        matches!(&event.kind, EventKind::Operation { action, value: None, .. }
            if action.receives())
    };
    let received = || {
        history
            .operations(channel)
            .filter(|(_, event, ..)| is_received(event))
    };
    let waits = history
        .waits
        .iter()
        .filter(|wait| wait.cell == channel && !wait.action.sends());
    let threads = received().map(|(_, event, ..)| event.thread);
    let receivers: BTreeSet<u32> = threads.chain(waits.map(|wait| wait.thread)).collect();
    // The lock around the receiver is one under which a message was received.
    let is_around_receiver = |cell: u32| {
        let lock = history.find_cell(cell);
        lock.is_some_and(|lock| lock.content_type.contains("Receiver<"))
            && received().any(|(at, event, ..)| {
                let mut lives = history.lives.iter();
                lives.any(|life| {
                    (life.cell, life.thread) == (cell, event.thread) && life.is_alive_at(at)
                })
            })
    };
    let kept_out = history.waits.iter();
    let kept_out = kept_out.filter(|wait| wait.ended.is_none() && is_around_receiver(wait.cell));
    let kept_out: BTreeSet<u32> = kept_out.map(|wait| wait.thread).collect();
    Some(MovedSender::Message {
        sent,
        received: received().nth(before).map(|(index, ..)| index),
        receivers: receivers.into_iter().collect(),
        kept_out: kept_out.into_iter().collect(),
    })
}

/// Returns the field of a value, and the method of that value that a thread is in. `is_only` says whether the program
/// made only one value of the type.
fn field_of(
    history: &History<'_>,
    all: &[Blocked<'_>],
    (of, field): (String, String),
    is_only: bool,
) -> MovedSender {
    let program = history.source.calls_by_name();
    let calls = all.iter().filter(|_| is_only).flat_map(|blocked| {
        let event = &history.trace.events[blocked.wait.began];
        event.calls.iter().map(|call| (event.thread, call))
    });
    let mut methods = calls.clone().filter_map(|(thread, call)| {
        let is_closure = Call::is_anonymous(&call.function);
        let is_of_it = program.implemented_type(&call.place).as_deref() == Some(&*of);
        let method = history
            .source
            .scopes(&call.place)?
            .method_around(&call.place)?;
        (!is_closure && is_of_it).then_some((thread, call, method))
    });
    let found = methods.next();
    let variable = || {
        let mut waits = all.iter().filter_map(|blocked| {
            let event = &history.trace.events[blocked.wait.began];
            let place = event.place.as_ref()?;
            let name = history.source.scopes(place)?.variable_of_type(place, &of)?;
            let function = event.calls.first().map(|call| call.function.clone());
            Some((event.thread, name, function.unwrap_or_default()))
        });
        waits.next()
    };
    let parts = calls.clone();
    let destructured = || {
        let mut parts = parts.filter_map(|(thread, call)| {
            let scopes = history.source.scopes(&call.place)?;
            let (name, end) = scopes.destructured(&call.place, &of)?;
            let end = line_of(call, end);
            Some(((thread, name, call.function.clone()), end))
        });
        parts.next()
    };
    let holder = || {
        let mut held = calls.filter_map(|(thread, call)| {
            let scopes = history.source.scopes(&call.place)?;
            let name = scopes.parameter_with(&call.place, &of)?;
            Some((thread, name, call.function.clone()))
        });
        held.next()
    };
    let part = if found.is_none() {
        destructured()
    } else {
        None
    };
    let (part, end) = part.unzip();
    MovedSender::Field {
        holder: if found.is_none() {
            part.or_else(holder).or_else(variable)
        } else {
            None
        },
        until: end.or_else(|| {
            found.as_ref().and_then(|(_, call, method)| {
                let scopes = history.source.scopes(&call.place)?;
                let keeps = method.has_self_by_value && scopes.keeps_field(&call.place, &field);
                keeps.then(|| line_of(call, method.end))
            })
        }),
        method: found.map(|(thread, call, _)| (thread, call.clone())),
        type_name: of,
        field,
    }
}

fn line_of(call: &Call, line: u32) -> Place {
    Place {
        line,
        column: 1,
        file: call.place.file.clone(),
    }
}
