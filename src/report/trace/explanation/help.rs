//! What usually fixes a deadlock or a refused borrow of this kind.

mod guard;
mod no_one_left;
mod open_channel;

use super::holding::function;
use super::poison::is_survived;
use super::{Guard, leak, lock_order};
use crate::report::trace::names::{
    cell_of_event_in_a_sentence, is_lock, line_text, on_line, thread_in_a_sentence,
};
use crate::text::list;
use crate::verdict::{
    AccessMode, BlockedThread, Blocker, Cause, CellKind, DeadlockShape, EventKind, Explanation,
    Holding, Keeper, LaterUse, Place, PointerComparison, SameCell, Trace, TraceEvent, TracedAction,
    TracedCell, WaitTarget,
};

use guard::{BlockingGuard, drop_unused, taken_out};
use no_one_left::for_no_one_left;

/// Returns one line of advice, if there is some that fits: without a capital letter and a full stop.
#[must_use]
pub fn help_text(trace: &Trace, explanation: &Explanation) -> Option<String> {
    match &explanation.cause {
        Cause::Conflict {
            refused,
            method,
            guards,
            holding,
            holdings,
            ..
        } => {
            let event = trace.events.get(*refused)?;
            match guards.as_slice() {
                [only] => {
                    for_two_names(trace, (event, *only), holding.as_deref(), "you borrow both")
                        .or_else(|| {
                            let EventKind::Refused { access, .. } = event.kind else {
                                return None;
                            };
                            let blocking = BlockingGuard {
                                trace,
                                held: holding.as_deref()?,
                                guard: Guard::new(trace, *only)?,
                                began: *only,
                                met: event,
                                wants: access,
                                again: "borrow",
                                method: method.as_deref(),
                            };
                            blocking.advice()
                        })
                }
                _ => for_several(trace, event, holdings),
            }
        }
        Cause::Deadlock {
            shape,
            waits,
            reason,
            ..
        } => match shape {
            DeadlockShape::SelfDeadlock => for_itself(trace, waits.first()?),
            DeadlockShape::Cycle => for_cycle(trace, waits),
            DeadlockShape::NoWaker => for_no_one_left(trace, waits, reason.as_ref()?),
        },
        Cause::Reentry { inner_init, .. } => {
            let cell = cell_of_event_in_a_sentence(trace, trace.events.get(*inner_init)?);
            Some(format!("compute the value without using {cell}"))
        }
        Cause::Poison {
            poisoned,
            panicked,
            found_by,
            stolen_wakeup,
            guard,
            ..
        } => {
            let waited = guard.filter(|_| stolen_wakeup.is_some());
            if let Some(wait) = waited.and_then(|wait| trace.events.get(wait)) {
                let at = on_line(trace, wait.place.as_ref());
                return Some(format!(
                    "check again after the wait{at}: make the `if` a `while`"
                ));
            }
            for_poison(trace, (*poisoned, *panicked), found_by)
        }
        Cause::Leak(leak) => leak::help(trace, leak),
        Cause::LockOrder { acquisitions } => lock_order::help(trace, acquisitions),
        Cause::HeldTooLong {
            guard,
            wait: waited,
            holding,
            ..
        } => {
            let waited = trace.events.get(*waited)?;
            let is_receiver = has_receiver(trace, trace.events.get(*guard)?);
            if is_receiver && is_channel(trace.cell(waited)) {
                return None;
            }
            if let Some(advice) = holding.as_deref().and_then(|held| drop_unused(trace, held)) {
                return Some(advice);
            }
            let before = here(trace, waited)?;
            match holding
                .as_deref()
                .and_then(|held| held.kept_alive_by.as_ref())
            {
                Some(Keeper::Variable { name, .. }) => {
                    Some(format!("drop `{name}` before {before}"))
                }
                // Other temporaries cannot be dropped there.
                Some(Keeper::Temporary { .. }) => taken_out(holding.as_deref()?),
                None => None,
            }
        }
        Cause::IgnoredError { .. }
        | Cause::Livelock { .. }
        | Cause::Polling { .. }
        | Cause::Race(_)
        | Cause::EarlyAnnouncement(_)
        | Cause::UnorderedStores(_)
        | Cause::TornPair(_) => None,
    }
}

/// Returns advice for several guards in the way, in one function or in functions that called each other, whose
/// variables are not used anymore.
fn for_several(trace: &Trace, refused: &TraceEvent, holders: &[Holding]) -> Option<String> {
    let is_unused = |held: &Holding| held.later_use == Some(LaterUse::Unused);
    holders.iter().all(is_unused).then_some(())?;
    if holders.iter().all(|held| held.call.is_none()) {
        return Some(format!(
            "drop these guards before {}",
            here(trace, refused)?
        ));
    }
    let mut steps = Vec::new();
    for held in holders {
        let step = drop_unused(trace, held)?;
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    Some(list(&steps))
}

fn here(trace: &Trace, event: &TraceEvent) -> Option<String> {
    let place = event.place.as_ref().filter(|place| is_editable(place))?;
    Some(line_text(trace, place))
}

/// Whether the reader can change a line: it is neither in a hidden test nor in a crate of the registry.
fn is_editable(place: &Place) -> bool {
    !place.is_in_test()
        && !["/registry/src/", "/git/checkouts/", "/rustc/"]
            .iter()
            .any(|foreign| place.file.contains(foreign))
}

/// Returns advice for a cell that the program calls by two names.
fn for_two_names(
    trace: &Trace,
    (one, other): (&TraceEvent, usize),
    held: Option<&Holding>,
    both: &str,
) -> Option<String> {
    let other = trace.events.get(other)?;
    let held = held?;
    let [first, second] = held
        .expressions
        .as_ref()
        .filter(|names| one.calls.len() == other.calls.len() && names[0] != names[1])?;
    here(trace, one)?;
    let is_always = |why: &SameCell| why.passed.is_none() && why.cloned.is_some();
    if held.same_cell.as_ref().is_some_and(is_always) {
        return None;
    }
    Some(match &held.comparison {
        Some(PointerComparison {
            function,
            first,
            second,
        }) => format!("compare them with `{function}({first}, {second})` before {both}"),
        None => format!("check whether `{first}` and `{second}` are the same before {both}"),
    })
}

/// Whether the lock of an event has the receiver of a channel.
fn has_receiver(trace: &Trace, event: &TraceEvent) -> bool {
    let cell = trace.cell(event);
    cell.is_some_and(|cell| cell.content_type.contains("Receiver<"))
}

fn is_channel(cell: Option<&TracedCell>) -> bool {
    cell.is_some_and(|cell| cell.kind == CellKind::Channel)
}

fn for_itself(trace: &Trace, blocked: &BlockedThread) -> Option<String> {
    let event = trace.events.get(blocked.event)?;
    match blocked.target {
        WaitTarget::ThreadEnd(_) => {
            Some("call `join` from another thread: a thread cannot join itself".to_owned())
        }
        WaitTarget::Value => {
            let cell = cell_of_event_in_a_sentence(trace, event);
            Some(format!("compute the value without using {cell}"))
        }
        WaitTarget::Lock
        | WaitTarget::RwLock(_)
        | WaitTarget::Unpark
        | WaitTarget::Notify
        | WaitTarget::Barrier
        | WaitTarget::Message
        | WaitTarget::ChannelSpace
        | WaitTarget::Other => {
            let same = blocked.blockers.iter().find_map(|blocker| match blocker {
                Blocker::Guard(began) => {
                    let held = blocked.holding.as_ref();
                    for_two_names(trace, (event, *began), held, "you lock both")
                }
                Blocker::Thread(_) | Blocker::Waker { .. } => None,
            });
            if same.is_some() {
                return same;
            }
            let (began, guard) = guards(trace, blocked).next()?;
            let wants = if let WaitTarget::RwLock(access) = blocked.target {
                access
            } else {
                AccessMode::Exclusive
            };
            let blocking = BlockingGuard {
                trace,
                held: blocked.holding.as_ref()?,
                guard,
                began,
                met: event,
                wants,
                again: "lock",
                method: None,
            };
            let advice = blocking.advice()?;
            let is_upgrade = guard.access == AccessMode::Shared
                && blocked.target == WaitTarget::RwLock(AccessMode::Exclusive);
            let upgrade = if is_upgrade {
                "a read guard cannot become a write guard: "
            } else {
                ""
            };
            Some(format!("{upgrade}{advice}"))
        }
    }
}

fn guards<'a>(
    trace: &'a Trace,
    blocked: &'a BlockedThread,
) -> impl Iterator<Item = (usize, Guard<'a>)> {
    let guards = blocked.blockers.iter().filter_map(|blocker| match blocker {
        Blocker::Guard(began) => Some(*began),
        Blocker::Thread(_) | Blocker::Waker { .. } => None,
    });
    guards.filter_map(|began| Some((began, Guard::new(trace, began)?)))
}

fn for_cycle(trace: &Trace, waits: &[BlockedThread]) -> Option<String> {
    let is_lock =
        |wait: &&BlockedThread| matches!(wait.target, WaitTarget::Lock | WaitTarget::RwLock(_));
    let queues = waits.iter().any(|wait| {
        let is_thread = |blocker: &Blocker| matches!(blocker, Blocker::Thread(_));
        matches!(wait.target, WaitTarget::RwLock(_)) && wait.blockers.iter().any(is_thread)
    });
    if queues {
        return Some(
            "don't lock for reading again in a thread that already has a read guard".to_owned(),
        );
    }
    let locks: Vec<&BlockedThread> = waits.iter().filter(is_lock).collect();
    if locks.len() == waits.len() {
        if let Some(advice) = for_wait_under_guard(trace, &locks) {
            return Some(advice);
        }
        let events = locks.iter().filter_map(|wait| trace.events.get(wait.event));
        return Some(lock_order::same_order(&lock_order::names(trace, events)));
    }
    // A thread that waits for another event keeps a guard that others need.
    let keeps = waits.iter().find_map(|wait| {
        let event = trace.events.get(wait.event)?;
        let behind = locks
            .iter()
            .find(|lock| guards(trace, lock).any(|(_, guard)| guard.thread == event.thread));
        Some((wait, event, *behind?))
    });
    let Some((wait, event, behind)) = keeps.filter(|(wait, ..)| !is_lock(wait)) else {
        let are_all = |target| waits.iter().all(|wait| wait.target == target);
        return match () {
            () if are_all(WaitTarget::ChannelSpace) => {
                Some("use an unbounded `channel` for one direction".to_owned())
            }
            () => None,
        };
    };
    // Without its guard, nothing can be received from it.
    if has_receiver(trace, trace.events.get(behind.event)?) {
        return None;
    }
    let cell = cell_of_event_in_a_sentence(trace, trace.events.get(behind.event)?);
    if let Some(held) = &behind.holding {
        if let Some(advice) = drop_unused(trace, held) {
            return Some(advice);
        }
        if let Some(advice) = taken_out(held) {
            return Some(advice);
        }
        let joins = matches!(wait.target, WaitTarget::ThreadEnd(_)) && held.call.is_none();
        if let (Some(Keeper::Temporary { head: Some(word) }), Some(end)) =
            (&held.kept_alive_by, &held.until)
            && joins
            && word == "for"
        {
            return Some(format!(
                "collect the handles in the `for`, and join them after {}, when the guard for {cell} is dropped",
                line_text(trace, &end.place)
            ));
        }
    }
    let does = match wait.target {
        WaitTarget::ThreadEnd(_) => "joins",
        WaitTarget::Message => "receives",
        WaitTarget::ChannelSpace => "sends",
        WaitTarget::Lock
        | WaitTarget::RwLock(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Notify
        | WaitTarget::Barrier
        | WaitTarget::Other => "waits",
    };
    let thread = thread_in_a_sentence(trace, event.thread);
    let at = on_line(trace, event.place.as_ref());
    match behind.holding.as_ref().and_then(|held| held.later_use) {
        None | Some(LaterUse::Unused) => Some(format!(
            "drop the guard for {cell} before {thread} {does}{at}"
        )),
        Some(LaterUse::UsedAfter) => Some(only_where_used(&cell, &thread, does, &at)),
        Some(LaterUse::Used) => call_first(trace, behind, &cell),
        Some(_) => None,
    }
}

/// Returns advice for a call that waits, in the statement after the one that locks.
fn call_first(trace: &Trace, behind: &BlockedThread, cell: &str) -> Option<String> {
    let held = behind.holding.as_ref().filter(|held| held.may_come_first)?;
    let made = held.call.as_ref()?;
    let (_, guard) = guards(trace, behind).next()?;
    let since = held
        .owner
        .as_ref()
        .map(|owner| &owner.place)
        .or(guard.since)?;
    is_editable(since).then(|| {
        format!(
            "in {}, call {} before {} locks {cell}, and keep its result",
            function(&made.from.function),
            function(&made.function),
            line_text(trace, since)
        )
    })
}

/// Returns advice for a guard that is used after a wait, but must not be held during it.
fn only_where_used(cell: &str, thread: &str, does: &str, at: &str) -> String {
    format!(
        "lock {cell} only where it is used, so that {thread} doesn't hold it while it {does}{at}"
    )
}

/// Whether the guard in the way of a wait is in a variable that is used when the wait of its own thread has ended.
fn is_used_later(blocked: &BlockedThread) -> bool {
    let later = blocked.holding.as_ref().and_then(|held| held.later_use);
    later.is_some_and(|later| later != LaterUse::Unused)
}

/// Returns advice for a lock of a cycle that its thread kept during an earlier wait for something that the other thread
/// does, so that no order of the locks helps.
fn for_wait_under_guard(trace: &Trace, locks: &[&BlockedThread]) -> Option<String> {
    locks.iter().find_map(|lock| {
        let began = lock.blockers.iter().find_map(|blocker| match blocker {
            Blocker::Guard(began) => Some(*began),
            Blocker::Thread(_) | Blocker::Waker { .. } => None,
        })?;
        let guard = trace.events.get(began).filter(|guard| !has_receiver(trace, guard))?;
        let mut own = trace.events.iter().skip(began + 1);
        let waited = own.find(|event| {
            // A sleep ends by itself.
            let is_wait = matches!(&event.kind, EventKind::Blocked { action, .. } if *action != TracedAction::Sleep);
            let is_for_lock = trace.cell(event).is_some_and(|cell| cell.kind.is_lock());
            event.thread == guard.thread && is_wait && !is_for_lock
        })?;
        let cell = cell_of_event_in_a_sentence(trace, guard);
        let thread = thread_in_a_sentence(trace, guard.thread);
        let at = here(trace, waited)?;
        Some(if is_used_later(lock) {
            only_where_used(&cell, &thread, "waits", &format!(" on {at}"))
        } else {
            format!("drop the guard for {cell} before {thread} waits on {at}")
        })
    })
}

fn for_poison(
    trace: &Trace,
    (poisoned, panicked): (usize, Option<usize>),
    met_by: &[usize],
) -> Option<String> {
    if is_survived(trace, poisoned, met_by) {
        return None;
    }
    let panic = panicked.and_then(|panic| trace.events.get(panic));
    let at = on_line(trace, panic.and_then(|panic| panic.place.as_ref()));
    if !is_lock(trace.cell(trace.events.get(poisoned)?)) {
        return Some(format!("fix the panic{at}"));
    }
    Some(format!(
        "fix the panic{at}, or call `into_inner` on the `PoisonError` to get the value, which may be half updated"
    ))
}
