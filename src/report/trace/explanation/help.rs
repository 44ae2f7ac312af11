//! What usually fixes a deadlock or a refused borrow of this kind.

use super::{Guard, leak, lock_order};
use crate::report::trace::names::{
    cell_of_event_in_a_sentence, line_text, on_line, thread_in_a_sentence,
};
use crate::text::list;
use crate::verdict::{
    AccessMode, BlockedThread, Blocker, Cause, DeadlockShape, Explanation, Holding, Keeper, Trace,
    TraceEvent, WaitReason, WaitTarget,
};

/// Returns one line of advice, if there is some that fits: without a capital letter and a full stop.
#[must_use]
pub fn help_text(trace: &Trace, explanation: &Explanation) -> Option<String> {
    match &explanation.cause {
        Cause::Conflict {
            refused,
            guards,
            held,
            ..
        } => {
            let event = trace.events.get(*refused)?;
            match guards.as_slice() {
                [only] => for_two_names(trace, (event, *only), held.as_deref(), "borrowing both")
                    .or_else(|| for_guard(trace, held.as_deref()?, event, "borrowing again")),
                _ => Some(format!("drop these guards before {}", here(trace, event)?)),
            }
        }
        Cause::Deadlock {
            shape,
            waits,
            reason,
            ..
        } => match shape {
            DeadlockShape::Itself => for_itself(trace, waits.first()?),
            DeadlockShape::Circle => for_circle(trace, waits),
            DeadlockShape::NoOneLeft => for_no_one_left(trace, waits, reason.as_ref()?),
        },
        Cause::Reentry { inner, .. } => {
            let cell = cell_of_event_in_a_sentence(trace, trace.events.get(*inner)?);
            Some(format!("compute the value without reading {cell}"))
        }
        Cause::Poison { .. } => Some(
            "fix the panic; to use the value after one, call `into_inner` on the `PoisonError`"
                .to_owned(),
        ),
        Cause::Leak(leak) => leak::help(trace, leak),
        Cause::LockOrder { orders } => lock_order::help(trace, orders),
        Cause::HeldTooLong { waited, .. } => {
            let waited = trace.events.get(*waited)?;
            Some(format!("drop the guard before {}", here(trace, waited)?))
        }
        Cause::Livelock { .. }
        | Cause::Polling { .. }
        | Cause::Race { .. }
        | Cause::EarlyAnnouncement { .. } => None,
    }
}

fn here(trace: &Trace, event: &TraceEvent) -> Option<String> {
    Some(line_text(trace, event.place.as_ref()?))
}

/// A guard that is in the way of its own thread.
fn for_guard(trace: &Trace, held: &Holding, met: &TraceEvent, again: &str) -> Option<String> {
    let call = held.calls.as_ref();
    let before = match call {
        Some(call) => format!("the call{}", on_line(trace, Some(&call.from.place))),
        None => here(trace, met)?,
    };
    let calls_closure = call.is_some_and(|call| call.function.ends_with("{{closure}}"));
    let runs_drop = call.is_some_and(|call| call.function == "drop");
    Some(match &held.keeper {
        _ if runs_drop => "keep the value that is dropped until the guard is dropped".to_owned(),
        Some(Keeper::Temporary { head: Some(word) }) => match word.as_str() {
            "for" => "collect what the loop needs in a variable before the `for`".to_owned(),
            "while let" => {
                "use `loop` with a `let` that takes the value, so that its `;` drops the guard"
                    .to_owned()
            }
            word => format!(
                "bind the value with `let` before the `{word}`, so that the `;` drops the guard"
            ),
        },
        Some(Keeper::Temporary { head: None }) => format!(
            "take or clone what is needed in a statement of its own before {before}, so that its `;` drops the guard"
        ),
        Some(Keeper::Variable { name, .. }) if calls_closure => {
            format!(
                "clone what is only read and drop `{name}` before {before}, or do without {again} in the closure"
            )
        }
        Some(Keeper::Variable { name, .. }) if call.is_some() => {
            format!("drop `{name}` before {before}, or pass the value on instead of {again} there")
        }
        Some(Keeper::Variable { name, .. }) => {
            format!("use `{name}` instead of {again}, or drop it before {before}")
        }
        None => format!("drop the guard before {before}"),
    })
}

/// A cell that the program calls by two names.
fn for_two_names(
    trace: &Trace,
    (one, other): (&TraceEvent, usize),
    held: Option<&Holding>,
    both: &str,
) -> Option<String> {
    let other = trace.events.get(other)?;
    let are_two = held?.called.is_some() && one.calls.len() == other.calls.len();
    are_two.then(|| format!("test whether both are the same before {both}"))
}

fn for_itself(trace: &Trace, blocked: &BlockedThread) -> Option<String> {
    let event = trace.events.get(blocked.event)?;
    match blocked.target {
        WaitTarget::End(_) => Some("join a thread only from another one".to_owned()),
        WaitTarget::Value => {
            let cell = cell_of_event_in_a_sentence(trace, event);
            Some(format!("compute the value without using {cell}"))
        }
        WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::Unpark
        | WaitTarget::Notify
        | WaitTarget::Others
        | WaitTarget::Message
        | WaitTarget::Room
        | WaitTarget::Else => {
            let same = blocked.blockers.iter().find_map(|blocker| match blocker {
                Blocker::Guard(began) => {
                    let held = blocked.held.as_ref();
                    for_two_names(trace, (event, *began), held, "locking both")
                }
                Blocker::Thread(_) | Blocker::Partner { .. } => None,
            });
            if same.is_some() {
                return same;
            }
            let advice = match &blocked.held {
                Some(held) => for_guard(trace, held, event, "locking again")?,
                None => format!("drop the guard before {}", here(trace, event)?),
            };
            let reads = guards(trace, blocked).any(|guard| guard.access == AccessMode::Shared);
            let is_upgrade = reads && blocked.target == WaitTarget::Data(AccessMode::Exclusive);
            let upgrade = if is_upgrade {
                "a read guard cannot become a write guard: "
            } else {
                ""
            };
            Some(format!("{upgrade}{advice}"))
        }
    }
}

fn guards<'a>(trace: &'a Trace, blocked: &'a BlockedThread) -> impl Iterator<Item = Guard<'a>> {
    let guards = blocked.blockers.iter().filter_map(|blocker| match blocker {
        Blocker::Guard(began) => Some(*began),
        Blocker::Thread(_) | Blocker::Partner { .. } => None,
    });
    guards.filter_map(|began| Guard::new(trace, began))
}

fn for_circle(trace: &Trace, waits: &[BlockedThread]) -> Option<String> {
    let is_lock =
        |wait: &&BlockedThread| matches!(wait.target, WaitTarget::Lock | WaitTarget::Data(_));
    let queues = waits.iter().any(|wait| {
        let is_thread = |blocker: &Blocker| matches!(blocker, Blocker::Thread(_));
        matches!(wait.target, WaitTarget::Data(_)) && wait.blockers.iter().any(is_thread)
    });
    if queues {
        return Some("don't lock for reading while the thread has a read guard already".to_owned());
    }
    let locks: Vec<&BlockedThread> = waits.iter().filter(is_lock).collect();
    if locks.len() == waits.len() {
        let cells = locks.iter().filter_map(|wait| trace.events.get(wait.event));
        let mut cells: Vec<String> = cells
            .map(|event| cell_of_event_in_a_sentence(trace, event))
            .collect();
        cells.sort();
        cells.dedup();
        return Some(format!(
            "lock {} in the same order in every thread",
            list(&cells)
        ));
    }
    // A thread that waits for another event keeps a guard that others need.
    let keeps = waits.iter().find_map(|wait| {
        let event = trace.events.get(wait.event)?;
        let behind = locks
            .iter()
            .find(|lock| guards(trace, lock).any(|guard| guard.thread == event.thread));
        Some((wait, event, *behind?))
    });
    let Some((wait, event, behind)) = keeps.filter(|(wait, ..)| !is_lock(wait)) else {
        let are_all = |target| waits.iter().all(|wait| wait.target == target);
        return match () {
            () if are_all(WaitTarget::Room) => Some(
                "receive between the sends, or let one direction use an unbounded `channel`"
                    .to_owned(),
            ),
            () if are_all(WaitTarget::Message) => {
                Some("let one of the threads send before it receives".to_owned())
            }
            () => None,
        };
    };
    let cell = cell_of_event_in_a_sentence(trace, trace.events.get(behind.event)?);
    let does = match wait.target {
        WaitTarget::End(_) => "joins",
        WaitTarget::Message => "receives",
        WaitTarget::Room => "sends",
        WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Notify
        | WaitTarget::Others
        | WaitTarget::Else => "waits",
    };
    let thread = thread_in_a_sentence(trace, event.thread);
    let at = on_line(trace, event.place.as_ref());
    Some(format!(
        "drop the guard of {cell} before {thread} {does}{at}"
    ))
}

fn for_no_one_left(trace: &Trace, waits: &[BlockedThread], reason: &WaitReason) -> Option<String> {
    let waiting = trace.events.get(waits.first()?.event)?;
    match reason {
        WaitReason::Open { alive, .. } => match alive.as_slice() {
            [only] => match (&only.name, &only.owner) {
                (Some(name), Some((owner, _))) => {
                    let mut last = trace.events.iter().rev();
                    let last =
                        last.find(|event| event.thread == *owner && event.place.is_some())?;
                    Some(format!("drop `{name}` before {}", here(trace, last)?))
                }
                _ => Some("drop the sender when its last message is sent".to_owned()),
            },
            _ => Some("drop each sender when its last message is sent".to_owned()),
        },
        WaitReason::Called {
            last, woke, seen, ..
        } => {
            if waits.first()?.target == WaitTarget::Unpark {
                return Some("call `unpark` once for each `park`".to_owned());
            }
            let waited_before = last.is_some_and(|last| waits.iter().all(|wait| wait.event < last));
            Some(match woke {
                Some(_) if waited_before => {
                    "use `notify_all`, or notify once for each thread that may continue".to_owned()
                }
                None if *seen || last.is_none() => {
                    "notify it on every path that the waiting thread depends on".to_owned()
                }
                _ => "before each wait, test a value that stays changed once it was notified"
                    .to_owned(),
            })
        }
        WaitReason::Full { .. } => {
            Some("receive between the sends, or use an unbounded `channel`".to_owned())
        }
        WaitReason::Few { .. } => {
            let made = trace.cell(waiting).and_then(|cell| cell.made.as_ref());
            Some(format!(
                "create the Barrier{} for the number of threads that surely reach it",
                on_line(trace, made)
            ))
        }
    }
}
