//! Finds why no thread ends a wait: what came too early, what keeps a channel open or full, which threads a
//! barrier lacks.

use super::blocked::Blocked;
use super::{barrier, outdated, senders};
use crate::glass::explain::guard_use::{GuardUse, fields_tested, guard_uses, reached_change};
use crate::glass::explain::history::{GuardLife, History, Wait};
use crate::glass::explain::polling::returns_before;
use crate::glass::explain::unreached::is_in_another_test;
use crate::glass::tokens::{Statement, contains, position};
use crate::verdict::{
    Call, CellKind, ChangeCertainty, EventKind, LastNotification, Place, TraceEvent, TracedAction,
    UnnotifiedChange, WaitReason, WaitTarget,
};
use std::collections::BTreeSet;

/// Returns why none of these waits ends; `are_all` says whether every waiting thread is in one of them.
pub(super) fn find(
    history: &History<'_>,
    (all, are_all): (&[Blocked<'_>], bool),
    waits: &[&Blocked<'_>],
) -> Option<WaitReason> {
    let first = waits.first()?;
    let cell = first.wait.cell;
    match first.target {
        WaitTarget::Notify | WaitTarget::Unpark => notification_reason(history, waits),
        WaitTarget::Message => senders::channel_reason(history, all, cell),
        WaitTarget::ChannelSpace => {
            let limit = |wait: &&Blocked<'_>| history.find_cell(wait.wait.cell)?.capacity;
            // A channel with a capacity of 0 is never full.
            let is_full = |wait| limit(wait).is_some_and(|limit| limit > 0);
            // If there is only one channel, none of the sending threads is known to have the receiver.
            let channels: BTreeSet<u32> = waits.iter().map(|wait| wait.wait.cell).collect();
            let is_sender = |other: &Blocked<'_>| {
                waits
                    .iter()
                    .any(|wait| wait.wait.thread == other.wait.thread)
            };
            let others = all.iter().filter(|other| !is_sender(other));
            let mut others = others.filter(|other| will_receive(history, other));
            waits.iter().all(is_full).then(|| WaitReason::ChannelFull {
                no_other_thread: are_all && channels.len() > 1 && others.next().is_none(),
            })
        }
        WaitTarget::Barrier => barrier::reason(history, cell, waits),
        WaitTarget::Lock
        | WaitTarget::RwLock(_)
        | WaitTarget::ThreadEnd(_)
        | WaitTarget::Value
        | WaitTarget::Other => None,
    }
}

/// Whether a thread may receive a message once its wait has ended.
fn will_receive(history: &History<'_>, blocked: &Blocked<'_>) -> bool {
    let program = history.source.calls_by_name();
    let mut calls = history.trace.events[blocked.wait.began].calls.iter();
    calls.any(|call| program.may_call_after(call, &["recv", "try_recv", "recv_timeout", "iter"]))
}

/// Returns the reason for waits for a notification or an `unpark`, with the last such call. Returns `None` if the
/// record does not begin with the run, and so may lack the call.
fn notification_reason(history: &History<'_>, waits: &[&Blocked<'_>]) -> Option<WaitReason> {
    let waiting = waits.first()?;
    let first = waiting.wait;
    let is_notify = waiting.target == WaitTarget::Notify;
    let mut calls = history.operations(first.cell).rev();
    let last = calls.find(|(_, _, called, _)| {
        if is_notify {
            called.notifies()
        } else {
            **called == TracedAction::Unpark
        }
    });
    let last = last.map(|(index, ..)| index);
    if last.is_none() && history.trace.omitted_events > 0 {
        return None;
    }
    // The thread that the call woke continues after it.
    let woke = last.and_then(|last| {
        let mut waited = history.waits.iter();
        let woken = waited.find(|wait| {
            wait.cell == first.cell
                && wait.began < last
                && wait.ended.is_some_and(|ended| ended > last)
        });
        woken.map(|wait| wait.thread)
    });
    let tested = Tested::new(history, waiting);
    let one_of = last.and_then(|last| number_waiting(history, first.cell, last));
    let is_one = waits.len() == 1;
    let outdated_check = is_one
        .then(|| outdated::outdated_check(history, first))
        .flatten();
    let unnotified = tested.unnotified(history, last).filter(|change| {
        let by = history.trace.events[change.event].thread;
        one_of.is_none() || change.certain.is_change() && Some(by) != woke
    });
    let unreached_calls = if is_notify {
        unreached(history, waiting)
    } else {
        Vec::new()
    };
    let notifies_sometimes = unnotified.as_ref().is_some_and(|change| {
        let mut calls = unreached_calls.iter();
        calls.any(|call| call.function == change.call.function)
    });
    let exited_without_change = match tested.mutex {
        Some(mutex) if notifies_sometimes => {
            outdated::exited_without_change(history, mutex, first.thread)
        }
        _ => Vec::new(),
    };
    let led = unnotified
        .as_ref()
        .filter(|_| !exited_without_change.is_empty())
        .and_then(|change| change.caller.as_ref());
    let returns_before = led.and_then(|caller| returns_before(history, &caller.place));
    Some(WaitReason::Notification(LastNotification {
        returns_before: returns_before.unwrap_or_default(),
        last_notification: last,
        woken_thread: woke,
        one_of,
        value_checked_since: is_notify && last.is_some_and(|last| has_seen(history, waiting, last)),
        unreached_calls,
        unnotified: unnotified.map(Box::new),
        in_check_wait_gap: is_notify
            && last.is_some_and(|last| tested.since.is_some_and(|since| since < last))
            && last.is_some_and(|last| last < first.began),
        outdated_check,
        exited_without_change,
    }))
}

/// Returns how many threads waited for a notification that woke only one of several.
fn number_waiting(history: &History<'_>, cell: u32, notified: usize) -> Option<usize> {
    let event = &history.trace.events.get(notified)?.kind;
    let is_for_one =
        matches!(event, EventKind::Operation { action, .. } if *action == TracedAction::NotifyOne);
    let waits = history.waits.iter();
    let waited = waits.filter(|wait| wait.cell == cell && wait.is_open_at(notified));
    let waited = waited.count();
    (is_for_one && waited > 1).then_some(waited)
}

/// What a thread tested before it waited.
struct Tested<'a> {
    wait: &'a Wait<'a>,
    /// The mutex that the wait released, and the event that locked it before.
    mutex: Option<u32>,
    since: Option<usize>,
    /// The atomics that the thread read in between, or last.
    atomics: BTreeSet<u32>,
}

impl<'a> Tested<'a> {
    fn new(history: &History<'a>, waiting: &Blocked<'a>) -> Self {
        let wait = waiting.wait;
        let released = released_by(history, wait).filter(|_| waiting.target == WaitTarget::Notify);
        let life = released.and_then(|(released, _)| {
            let mut lives = history.lives.iter();
            lives.find(|life| life.ended == Some(released))
        });
        let since = life.map(|life| life.began);
        let before = history.trace.events.get(..wait.began).unwrap_or_default();
        let mut loads = before.iter().enumerate().filter(|(_, event)| {
            let is_load =
                matches!(&event.kind, EventKind::Operation { action, .. } if *action == TracedAction::Load);
            is_load && event.thread == wait.thread
        });
        let atomics = match since {
            Some(since) => loads
                .filter(|(index, _)| *index > since)
                .filter_map(|(_, event)| event.cell)
                .collect(),
            None if waiting.target == WaitTarget::Unpark => {
                let last = loads.next_back();
                last.and_then(|(_, event)| event.cell).into_iter().collect()
            }
            None => BTreeSet::new(),
        };
        Self {
            wait,
            mutex: life.map(|life| life.cell),
            since,
            atomics,
        }
    }

    /// Returns the last change that another thread made during the wait to what this one tested, if the last
    /// notification came before that change.
    fn unnotified(&self, history: &History<'_>, last: Option<usize>) -> Option<UnnotifiedChange> {
        let from = last.unwrap_or(0).max(self.wait.began);
        let mut events = history.events().filter(|(index, _)| *index > from);
        let stored = events.rfind(|(_, event)| {
            let is_change =
                matches!(&event.kind, EventKind::Operation { action, .. } if *action != TracedAction::Load);
            let is_tested = event.cell.is_some_and(|cell| self.atomics.contains(&cell));
            is_change && is_tested && event.thread != self.wait.thread
        });
        if let Some((index, event)) = stored {
            let place = event.place.clone()?;
            let function = event.calls.first().map(|call| call.function.clone());
            let call = Call {
                function: function.unwrap_or_default(),
                place,
            };
            return Some(UnnotifiedChange {
                event: index,
                certain: ChangeCertainty::Change,
                call,
                caller: event.calls.get(1).cloned(),
                other: None,
                other_woke_none: false,
            });
        }
        let mutex = self.mutex?;
        let lives = history.lives.iter().filter(|life| {
            life.cell == mutex
                && life.thread != self.wait.thread
                && life.began > from
                && life.wrote
                && !only_tests(history, life)
        });
        let fields = self.wait.place.and_then(|place| {
            let file = history.source.tokens(place)?;
            fields_tested(file, place)
        });
        let changes = lives.filter_map(|life| {
            let change = change_under(history, life, fields.as_ref())?;
            let other = notified_instead(history, life, self.wait.cell);
            Some(UnnotifiedChange {
                other_woke_none: other.is_some_and(|other| !had_waiters(history, other)),
                other,
                ..change
            })
        });
        // If another thread takes what this one waits to take, that changes nothing for this one.
        let own = history.trace.events[self.wait.began].calls.first();
        let changes = changes.filter(|change| {
            let takes = matches!(change.certain, ChangeCertainty::Call { takes: true, .. });
            !takes || own.is_none_or(|own| own.function != change.call.function)
        });
        let (mut for_another, mut changes): (Vec<_>, Vec<_>) =
            changes.partition(|change| change.other.is_some());
        let certain = |change: &UnnotifiedChange| change.certain.is_change();
        let likely = |change: &UnnotifiedChange| change.certain.is_likely();
        let is_elsewhere =
            |change: &UnnotifiedChange| own.is_none_or(|own| own.function != change.call.function);
        // A function that waits may use up what others have made.
        let explains = |change: &UnnotifiedChange| certain(change) && is_elsewhere(change);
        // A change after which the thread notified another `Condvar` explains the wait only if no other change does.
        if !changes.iter().any(explains) {
            if self.is_never_notified(history) {
                for change in &mut for_another {
                    change.other_woke_none = false;
                }
            } else {
                for_another.retain(|change| change.other_woke_none);
            }
            changes.append(&mut for_another);
            changes.sort_by_key(|change| change.event);
        }
        // The last change determines the final value.
        let best = changes.iter().rposition(explains);
        let best = best.or_else(|| changes.iter().rposition(certain));
        let best = best.or_else(|| changes.iter().rposition(likely));
        let best = best.or(changes.len().checked_sub(1))?;
        changes.into_iter().nth(best)
    }

    fn is_never_notified(&self, history: &History<'_>) -> bool {
        let program = history.source.calls_by_name();
        let name = self.wait.place.and_then(|place| program.receiver(place));
        name.is_some_and(|name| {
            program
                .calls_on(name, &["notify_one", "notify_all"])
                .is_empty()
        })
    }
}

/// Whether a guard was created for a `wait_while` that released it again: only its closure has seen the value.
fn only_tests(history: &History<'_>, life: &GuardLife<'_>) -> bool {
    let waits = || {
        let ended = life.ended?;
        let mut own = history.events().skip(ended + 1);
        let (_, next) = own.find(|(_, event)| event.thread == life.thread)?;
        let (since, waits) = (life.since?, next.place.as_ref()?);
        let file = history.source.tokens(waits)?;
        let is_wait = matches!(next.kind, EventKind::Blocked { .. })
            && file.text(file.at(waits)?).contains("wait_")
            && file.text(file.at(waits)?).ends_with("_while");
        let statement = Statement::at(file, waits)?;
        Some(is_wait && since.file == waits.file && contains(statement.tokens(), position(since)?))
    };
    waits().unwrap_or(false)
}

/// Returns where a thread notifies another `Condvar` after it locked a mutex and before it locks the mutex again: its
/// change was for the threads that wait there.
fn notified_instead(history: &History<'_>, life: &GuardLife<'_>, condvar: u32) -> Option<usize> {
    let own = history.events().skip(life.began + 1);
    let mut own = own.filter(|(_, event)| event.thread == life.thread);
    let notified = own.find(|(_, event)| match &event.kind {
        EventKind::Acquired { .. } => event.cell == Some(life.cell),
        EventKind::Operation { action, .. } => action.notifies(),
        _ => false,
    });
    let is_another = |(_, event): &(usize, &TraceEvent)| {
        event.cell != Some(condvar) && matches!(event.kind, EventKind::Operation { .. })
    };
    notified.filter(is_another).map(|(index, _)| index)
}

fn had_waiters(history: &History<'_>, notified: usize) -> bool {
    let cell = history.trace.events[notified].cell;
    let mut waits = history.waits.iter();
    waits.any(|wait| Some(wait.cell) == cell && wait.is_open_at(notified))
}

/// Returns what is certain about a change under a guard.
fn change_under(
    history: &History<'_>,
    life: &GuardLife<'_>,
    fields: Option<&BTreeSet<String>>,
) -> Option<UnnotifiedChange> {
    let event = history.trace.events.get(life.began)?;
    let own = [Call {
        function: String::new(),
        place: life.since?.clone(),
    }];
    let calls = match event.calls.as_slice() {
        [] => own.as_slice(),
        calls => calls,
    };
    for (at, call) in calls.iter().enumerate() {
        let file = history.source.tokens(&call.place)?;
        if guard_uses(file, &call.place) == [GuardUse::Returned] {
            continue;
        }
        let change = reached_change(file, &call.place, fields)?;
        let place = Place {
            line: change.line,
            ..call.place.clone()
        };
        let change_call = Call {
            function: call.function.clone(),
            place,
        };
        return Some(UnnotifiedChange {
            event: life.began,
            certain: change.certain,
            call: change_call,
            caller: calls.get(at + 1).cloned(),
            other: None,
            other_woke_none: false,
        });
    }
    None
}

/// Returns the event at which a thread released a mutex to wait for a `Condvar`.
fn released_by<'a>(history: &History<'a>, wait: &Wait<'_>) -> Option<(usize, &'a TraceEvent)> {
    let mut before = history.events().rev();
    before.find(|(index, event)| {
        *index < wait.began
            && event.thread == wait.thread
            && matches!(event.kind, EventKind::Released { .. })
    })
}

/// Returns whether a thread has looked at the value since the last notification: it locked the mutex and unlocked it
/// without waiting.
fn has_seen(history: &History<'_>, waiting: &Blocked<'_>, notified: usize) -> bool {
    let wait = waiting.wait;
    let Some((released, event)) = released_by(history, wait) else {
        return false;
    };
    let mut lives = history.lives.iter();
    lives.any(|life| {
        life.thread == wait.thread
            && Some(life.cell) == event.cell
            && life.began > notified
            && life.ended.is_some_and(|ended| ended < released)
    })
}

/// Returns the calls that would notify a `Condvar` but were not reached.
fn unreached(history: &History<'_>, waiting: &Blocked<'_>) -> Vec<Call> {
    /// More calls would not be a hint.
    const MAX: usize = 2;
    let cell = waiting.wait.cell;
    let is_namesake = |other: &&crate::verdict::TracedCell| {
        other.kind == CellKind::Condvar
            && other.created_at
                != history
                    .find_cell(cell)
                    .and_then(|cell| cell.created_at.clone())
    };
    if history.trace.omitted_events > 0
        || history.trace.cells.iter().any(|other| is_namesake(&other))
    {
        return Vec::new();
    }
    let calls = || {
        let program = history.source.calls_by_name();
        let name = program.receiver(waiting.wait.place?)?;
        Some(program.calls_on(name, &["notify_one", "notify_all"]))
    };
    let reached: BTreeSet<u32> = history
        .operations(cell)
        .filter_map(|(_, event, ..)| Some(event.place.as_ref()?.line))
        .collect();
    let mut calls = calls().unwrap_or_default();
    calls.retain(|call| !reached.contains(&call.place.line) && !is_in_another_test(history, call));
    if calls.len() > MAX {
        calls.clear();
    }
    calls
}
