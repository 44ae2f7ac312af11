//! Turns the record of a run into a trace, with names for cells, guards and threads.

use super::{RecordedRun, naming, panicked};
use crate::glass::record::{
    CreatedKind, EventName, RecordedAccesses, RecordedEvent, UntracedThread,
};
use crate::glass::sources::SourceFiles;
use crate::glass::{explain, names, symbols};
use crate::verdict::{
    AccessMode, Call, EventKind, Guards, Place, RunEnd, Trace, TraceEvent, TracedAction,
    TracedCell, TracedThread, Unfollowed, UntracedWait,
};
use std::collections::BTreeMap;

pub(in crate::glass) fn from_run(mut run: RecordedRun, source: &SourceFiles<'_>) -> Trace {
    panicked::name_the_panic(&mut run.ending, &run.record, source);
    let is_blocked = run.ending
        == RunEnd::NotFollowed {
            reason: Unfollowed::BlockedInOs,
        };
    let blocked = run.record.blocked_thread.as_ref().filter(|_| is_blocked);
    let mut trace = Trace {
        file: source.main().unwrap_or_default().to_owned(),
        ending: run.ending,
        cells: Vec::new(),
        threads: Vec::new(),
        events: Vec::new(),
        truncated: run.record.truncated,
        omitted_events: run.record.omitted_events,
        unreached_events: 0,
        schedule: run.record.replay_choices(),
        preemptions: run.record.preemptions(),
        stdout: run.stdout,
        explanations: Vec::new(),
        test_lines: BTreeMap::new(),
        untraced_wait: blocked.map(|blocked| source.untraced_wait(blocked)),
    };
    let mut seen = naming::Seen {
        lacks_atomics: run.record.lacks_atomics,
        ..naming::Seen::default()
    };
    let rooms = rooms(&run.record.events);
    for event in &run.record.events {
        let room = event.cell.filter(|cell| rooms.contains_key(cell));
        if room.is_some() && !concerns_room(event.happened) {
            continue;
        }
        let cell = room.map_or(event.cell, |room| rooms.get(&room).copied());
        let calls = source.calls(event);
        let cloned =
            cloned_value(&calls).filter(|_| event.action == Some(TracedAction::CloneSender));
        let place = cloned.or_else(|| source.place(event));
        if let Some(place) = place.as_ref().filter(|place| place.is_in_test())
            && let Some(line) = source.line(place)
        {
            trace.test_lines.insert(place.line, line.to_owned());
        }
        match event.happened {
            EventName::Joined => trace.threads.push(joined(event, source)),
            EventName::Spawned => trace.threads.push(thread(event, None, place.clone())),
            EventName::Created => {
                trace.cells.extend(SourceFiles::cell(event, place.as_ref()));
                let address = event.address.map(|at| naming::Address {
                    at,
                    on_stack: event.on_stack,
                    element: event.index.zip(event.list),
                });
                seen.addresses.extend(cell.zip(address));
            }
            EventName::Acquired
            | EventName::Released
            | EventName::Refused
            | EventName::Blocked
            | EventName::Resumed
            | EventName::Operation
            | EventName::LastAccess
            | EventName::Poisoned
            | EventName::Dropped
            | EventName::Panicked
            | EventName::Exited => {}
        }
        let receiver = place
            .as_ref()
            .filter(|_| event.happened != EventName::Created);
        let is_guard = matches!(event.happened, EventName::Acquired | EventName::Released);
        let receiver = receiver.and_then(|place| {
            let file = source.tokens(place)?;
            // A wait names the `Condvar`, not the mutex.
            let is_other = is_guard && names::waits(file, place);
            names::receiver(file, place).filter(|_| !is_other)
        });
        seen.uses.extend(cell.zip(receiver.clone()));
        if let Some(kind) = source.kind(event, place.as_ref()) {
            trace.events.push(TraceEvent {
                thread: match kind {
                    EventKind::Spawned { .. } => event.parent.unwrap_or(0),
                    _ => event.thread,
                },
                cell,
                expression: receiver.map(|receiver| receiver.path),
                calls,
                place,
                kind,
            });
        }
    }
    combine_updates(&mut trace, source);
    seen.uses
        .extend(recorded_uses(&run.record.accesses, source));
    naming::name_cells(&mut trace, &seen, source);
    trace.explanations = explain::explain(&trace, run.record.end, &run.record.accesses, source);
    trace
}

/// Returns where the program cloned the value that the cloned sender is part of.
fn cloned_value(calls: &[Call]) -> Option<Place> {
    let inside = calls.iter().take_while(|call| call.function == "clone");
    let inside = inside.count();
    let caller = calls.get(inside).filter(|_| inside > 0)?;
    Some(caller.place.clone())
}

/// Returns what the program calls the cells of accesses that the record lists in addition to its events: a long run may
/// have no event of them.
fn recorded_uses(
    accesses: &RecordedAccesses,
    source: &SourceFiles<'_>,
) -> Vec<(u32, names::Receiver)> {
    let listed = accesses.polls.iter().chain(&accesses.last_changes);
    let listed = listed.map(|listed| (listed.cell, &listed.first));
    let races = accesses.races.iter();
    let races = races.flat_map(|race| {
        [
            (race.cell, &race.third),
            (race.announcing_cell, &race.first),
        ]
    });
    let uses = listed.chain(races).filter_map(|(cell, access)| {
        let place = Place {
            file: source.name(&access.file).to_owned(),
            line: access.line,
            column: access.column,
        };
        Some((cell, names::receiver(source.tokens(&place)?, &place)?))
    });
    uses.collect()
}

/// Combines the load and the exchange of a `fetch_update` into one operation.
fn combine_updates(trace: &mut Trace, source: &SourceFiles<'_>) {
    let update = |event: &TraceEvent| {
        let place = event.place.as_ref();
        let name = place.and_then(|place| names::called_at(source.tokens(place)?, place));
        match name? {
            "fetch_update" => Some(TracedAction::FetchUpdate),
            "try_update" => Some(TracedAction::TryUpdate),
            "update" => Some(TracedAction::Update),
            _ => None,
        }
    };
    let mut updates: Vec<(usize, TracedAction)> = Vec::new();
    for (at, event) in trace.events.iter().enumerate() {
        if let EventKind::Operation { action, .. } = &event.kind
            && matches!(
                action,
                TracedAction::Load | TracedAction::CompareExchangeWeak
            )
            && let Some(called) = update(event)
        {
            updates.push((at, called));
        }
    }
    let mut parts = Vec::new();
    for (index, (at, called)) in updates.iter().enumerate() {
        let event = &trace.events[*at];
        let is_load = matches!(&event.kind, EventKind::Operation { action, .. } if *action == TracedAction::Load);
        let mut later = updates[index + 1..]
            .iter()
            .map(|(at, _)| &trace.events[*at]);
        let next = later.find(|next| next.thread == event.thread);
        let goes_on = next.is_some_and(|next| {
            let exchanges = matches!(&next.kind, EventKind::Operation { action, .. } if *action == TracedAction::CompareExchangeWeak);
            exchanges && (next.cell, &next.place) == (event.cell, &event.place)
        });
        // A failed exchange is tried again, with the value that it found.
        if (is_load || is_failed_exchange(event)) && goes_on {
            parts.push(*at);
        } else if let EventKind::Operation { action, .. } = &mut trace.events[*at].kind {
            action.clone_from(called);
        }
    }
    let mut at = 0;
    trace.events.retain(|_| {
        at += 1;
        parts.binary_search(&(at - 1)).is_err()
    });
}

fn is_failed_exchange(event: &TraceEvent) -> bool {
    matches!(&event.kind, EventKind::Operation { action, value, .. }
        if *action == TracedAction::CompareExchangeWeak && value.as_ref().is_none_or(|value| !value.contains(" -> ")))
}

/// Maps each object that stands for the room in a channel to its channel, which is the next object that is created.
fn rooms(events: &[RecordedEvent]) -> BTreeMap<u32, u32> {
    let made = events
        .iter()
        .filter(|event| event.happened == EventName::Created);
    let rooms = made.filter(|event| event.kind == Some(CreatedKind::ChannelSpace));
    rooms
        .filter_map(|event| Some((event.cell?, event.cell?.checked_sub(1)?)))
        .collect()
}

/// Returns a thread that the program did not spawn. The first one is `main`, or runs the test.
fn joined(event: &RecordedEvent, source: &SourceFiles<'_>) -> TracedThread {
    let first = (event.thread == 0).then_some(source.first_thread);
    thread(event, first, None)
}

fn thread(event: &RecordedEvent, name: Option<&str>, spawned: Option<Place>) -> TracedThread {
    let name = name.or(event.name.as_deref()).map(str::to_owned);
    TracedThread {
        id: event.thread,
        name: name.unwrap_or_else(|| format!("thread {}", event.thread)),
        spawned,
        end: event.end,
        parking: event.parking,
    }
}

/// Whether an event of the room in a channel is one of the channel.
fn concerns_room(happened: EventName) -> bool {
    matches!(
        happened,
        EventName::Blocked | EventName::Resumed | EventName::LastAccess
    )
}

impl SourceFiles<'_> {
    fn untraced_wait(&self, blocked: &UntracedThread) -> UntracedWait {
        let place = blocked.file.as_ref().zip(blocked.line).zip(blocked.column);
        UntracedWait {
            thread: blocked.thread,
            last_step: place.map(|((file, line), column)| Place {
                file: self.name(file).to_owned(),
                line,
                column,
            }),
            crate_name: symbols::first_crate(&blocked.program, &blocked.stack),
        }
    }

    fn cell(event: &RecordedEvent, place: Option<&Place>) -> Option<TracedCell> {
        let Some(CreatedKind::Cell(kind)) = event.kind else {
            return None;
        };
        Some(TracedCell {
            id: event.cell.unwrap_or(0),
            kind,
            disambiguation: None,
            content_type: short_type_name(&event.content_type),
            created_at: place.cloned(),
            name: None,
            receiver: None,
            is_static: event.is_static,
            is_earlier: event.is_earlier,
            may_own_cells: event.may_own_cells,
            capacity: event.capacity,
        })
    }

    fn kind(&self, event: &RecordedEvent, place: Option<&Place>) -> Option<EventKind> {
        let guard = event.guard;
        let guards = Guards {
            read_guards: event.read_guards,
            write_guard: event.write_guard,
        };
        let access = event.access.unwrap_or(AccessMode::Exclusive);
        Some(match event.happened {
            EventName::Acquired => EventKind::Acquired {
                guard,
                access,
                name: place.and_then(|place| names::guard_name(self.tokens(place)?, place)),
                value: event.value.clone(),
                guards,
            },
            EventName::Released => EventKind::Released {
                guard,
                unwinding: event.unwinding,
                wrote: event.wrote,
                value: event.value.clone(),
                guards,
            },
            EventName::Refused => EventKind::Refused {
                access,
                panics: event.panics,
            },
            EventName::Created => EventKind::Created,
            EventName::Blocked => EventKind::Blocked {
                action: event.action.clone()?,
                has_timeout: event.has_timeout,
            },
            EventName::Resumed => EventKind::Resumed {
                timed_out: event.timed_out,
            },
            EventName::Operation | EventName::LastAccess => EventKind::Operation {
                action: event.action.clone()?,
                value: event.value.clone(),
                sender: event.sender,
            },
            EventName::Poisoned => EventKind::Poisoned,
            EventName::Dropped => EventKind::Dropped,
            EventName::Panicked => EventKind::Panicked {
                message: event.message.clone(),
            },
            EventName::Spawned => EventKind::Spawned {
                child: event.thread,
            },
            EventName::Exited => EventKind::Exited,
            EventName::Joined => return None,
        })
    }
}

/// Removes the paths from a type name: `alloc::vec::Vec<alloc::string::String>` becomes `Vec<String>`.
fn short_type_name(type_name: &str) -> String {
    let mut short = String::new();
    let mut path = String::new();
    for character in type_name.chars() {
        match character {
            ':' if path.ends_with(':') => path.clear(),
            c if c.is_alphanumeric() || c == '_' || c == ':' => path.push(c),
            other => {
                short += path.trim_end_matches(':');
                path.clear();
                short.push(other);
            }
        }
    }
    short + &path
}

#[cfg(test)]
mod tests {
    use super::short_type_name;

    #[test]
    fn paths_in_types_are_left_out() {
        for (long, shorter) in [
            ("alloc::vec::Vec<i32>", "Vec<i32>"),
            (
                "std::collections::hash::map::HashMap<alloc::string::String, usize>",
                "HashMap<String, usize>",
            ),
            ("(i32, &str)", "(i32, &str)"),
            ("dyn core::fmt::Debug", "dyn Debug"),
        ] {
            assert_eq!(short_type_name(long), shorter);
        }
    }
}
