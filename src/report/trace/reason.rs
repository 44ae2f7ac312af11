//! Says what explains a run, in so few words that they fit on a line.

use super::explanation::{self, Guard};
use super::names::{
    accessed_cell, cell_of_event_in_a_sentence, is_lock, line_text, thread_in_a_sentence,
    threads_in_a_sentence,
};
use crate::text::plural;
use crate::verdict::{
    AccessMode, BlockedThread, Call, Cause, DeadlockShape, Explanation, Holding, Keeper,
    NestedAcquisition, Place, SharedAccess, Trace, WaitReason, WaitTarget,
};
use unicode_width::UnicodeWidthStr;

/// The maximum number of columns of the longest form.
const MAX_REASON: usize = 90;

/// The maximum number of columns of a reason beside other texts.
const MAX_BRIEF_REASON: usize = 60;

/// Returns the longest form of the reason, with names from the program; `None` if none is brief.
#[must_use]
pub fn brief_reason(trace: &Trace, explanation: &Explanation) -> Option<String> {
    let mut forms = brief_reasons(trace, explanation).into_iter();
    forms.find(|form| form.width() <= MAX_BRIEF_REASON)
}

/// Returns the forms of the reason: the one that says most first, the shortest last.
#[must_use]
pub fn brief_reasons(trace: &Trace, explanation: &Explanation) -> Vec<String> {
    let mut forms = forms(trace, explanation).unwrap_or_default();
    forms.retain(|form| form.width() <= MAX_REASON);
    forms
}

fn forms(trace: &Trace, explanation: &Explanation) -> Option<Vec<String>> {
    Some(match &explanation.cause {
        Cause::Conflict {
            refused,
            guards,
            holding,
            ..
        } => conflict(trace, *refused, guards, holding.as_deref())?,
        Cause::Reentry { inner_init, .. } => vec![
            format!(
                "initializing {0} needs {0} itself",
                cell_of(trace, *inner_init)
            ),
            "its initializer initializes it again".to_owned(),
        ],
        Cause::Deadlock {
            shape,
            waits,
            reason,
            ..
        } => match shape {
            DeadlockShape::SelfDeadlock => waits_for_itself(trace, waits.first()?),
            DeadlockShape::Cycle => cycle(trace, waits),
            DeadlockShape::NoWaker => no_one_left(trace, waits.first()?, reason.as_ref()),
        },
        Cause::Livelock { checks, .. } => {
            let count = plural(checks.len(), "thread");
            let check = if checks.len() == 1 { "checks" } else { "check" };
            vec![format!("{count} {check} for something that never happens")]
        }
        Cause::Polling {
            cell,
            poll,
            last_change,
            ..
        } => {
            let cell = accessed_cell(trace, *cell, poll);
            vec![match last_change {
                None => format!("no thread changes {cell}"),
                Some(_) => format!("{cell} is checked again and again"),
            }]
        }
        Cause::IgnoredError { method, .. } => vec![format!("`{method}` was refused")],
        Cause::Poison { poisoned, .. } => {
            let cell = cell_of(trace, *poisoned);
            let event = trace.events.get(*poisoned)?;
            let thread = thread_in_a_sentence(trace, event.thread);
            if !is_lock(trace.cell(event)) {
                let forms = [
                    format!("{thread} panicked while it initialized {cell}"),
                    format!("the initializer of {cell} panicked"),
                ];
                return Some(forms.to_vec());
            }
            vec![
                format!("{thread} panicked while it held {cell}"),
                format!("a thread panicked while it held {cell}"),
                "a thread panicked while it held the lock".to_owned(),
            ]
        }
        Cause::Leak(leak) => match leak.owners.as_slice() {
            [only] if leak.is_cycle => vec![
                format!("`{}` values keep each other alive", only.type_name),
                "its values keep each other alive".to_owned(),
            ],
            [..] if leak.is_cycle => vec!["its values keep each other alive".to_owned()],
            [..] => vec![format!("{} never dropped", are(leak.cells.len()))],
        },
        Cause::Race(found) => race(
            trace,
            found.cell,
            [&found.first, &found.intervening, &found.last],
        ),
        Cause::EarlyAnnouncement(found) => early(trace, &found.announcement, &found.late_store),
        Cause::UnorderedStores(found) => early(trace, &found.announcement, &found.store),
        Cause::TornPair(pair) => {
            let [first, second] = pair.reads.map(|read| cell_of(trace, read));
            vec![format!("{first} and {second} are read at different times")]
        }
        Cause::LockOrder { acquisitions } => lock_order(trace, acquisitions),
        Cause::HeldTooLong {
            guard,
            wait: waited,
            ..
        } => {
            let guard = Guard::new(trace, *guard)?;
            let name = match guard.name {
                Some(name) => format!("`{name}`"),
                None => "a guard".to_owned(),
            };
            let on = place_of(trace, *waited);
            let on = on.map_or(String::new(), |place| {
                format!(" on {}", line_text(trace, place))
            });
            vec![
                format!("{name} is held while its thread waits{on}"),
                format!("{name} is held during a wait"),
            ]
        }
    })
}

fn are(cells: usize) -> String {
    let verb = if cells == 1 { "is" } else { "are" };
    format!("{} {verb}", plural(cells, "cell"))
}

fn cell_of(trace: &Trace, event: usize) -> String {
    let event = trace.events.get(event);
    event.map_or(String::new(), |event| {
        cell_of_event_in_a_sentence(trace, event)
    })
}

fn place_of(trace: &Trace, event: usize) -> Option<&Place> {
    trace.events.get(event)?.place.as_ref()
}

/// Returns `` `values` is still borrowed by `reader`, from line 19 ``.
fn conflict(
    trace: &Trace,
    refused: usize,
    guards: &[usize],
    holding: Option<&Holding>,
) -> Option<Vec<String>> {
    let cell = cell_of(trace, refused);
    let wanted = place_of(trace, refused);
    let guards: Vec<Guard<'_>> = guards
        .iter()
        .filter_map(|guard| Guard::new(trace, *guard))
        .collect();
    let access = guards.first()?.access;
    let [only] = guards.as_slice() else {
        let count = plural(guards.len(), "read guard");
        return Some(vec![format!("{cell} still has {count}")]);
    };
    let how = match access {
        AccessMode::Shared => "borrowed",
        AccessMode::Exclusive => "mutably borrowed",
    };
    let keeper = holding.and_then(|held| keeper(held, only));
    let (name, since) = match &keeper {
        Some((name, since)) => (Some(*name), Some(since)),
        None => (only.name, only.since),
    };
    let holder = name.map(|name| {
        let quoted = format!("`{name}`");
        match &keeper {
            _ if !cell.starts_with(&quoted) => quoted,
            Some(_) => format!("the variable {quoted}"),
            None => format!("the guard {quoted}"),
        }
    });
    let by = holder
        .as_ref()
        .map_or(String::new(), |holder| format!(" by {holder}"));
    let from = match since {
        Some(since) if Some(since.line) == wanted.map(|place| place.line) => {
            ", on the same line".to_owned()
        }
        Some(since) => format!(", from {}", line_text(trace, since)),
        None => String::new(),
    };
    // In a recursion, the line alone does not distinguish the calls.
    let outer = holding.and_then(|held| held.call.as_ref());
    let outer = outer
        .filter(|call| call.is_recursive)
        .map(|call| Call::named(&call.from.function));
    let from = outer.map_or(from, |function| {
        format!(", in the outer call of `{function}`")
    });
    let mut forms = vec![
        format!("{cell} is still {how}{by}{from}"),
        format!("{cell} is still {how}{from}"),
    ];
    if let Some((kept_in, since)) = &keeper {
        forms.insert(1, format!("{cell} is still {how}{by}"));
        // The picture and the explanation call it by its own name.
        if let Some(guard) = only.name.filter(|guard| guard != kept_in) {
            let line = line_text(trace, since);
            let kept = format!("the guard `{guard}`, kept in `{kept_in}` ({line})");
            forms.insert(0, format!("{cell} is still {how} by {kept}"));
        }
    } else if let (Some(held), Some(since), Some(name)) = (holding, since, name)
        && let Some(call) = held.call.as_ref().filter(|call| !call.is_recursive)
        && cell.starts_with(&format!("`{name}`"))
    {
        // Functions tell apart two variables with the same name.
        let function = explanation::function(&call.from.function);
        let line = line_text(trace, since);
        forms.insert(
            0,
            format!("{cell} is still {how}{by} in {function} ({line})"),
        );
    }
    if let Some(holder) = holder {
        forms.extend(
            outer.map(|function| {
                format!("{holder}, of the outer `{function}`, still borrows {cell}")
            }),
        );
        forms.push(format!("{holder} still borrows {cell}"));
        forms.push(format!("{holder} is still alive"));
    }
    forms.push("still borrowed".to_owned());
    Some(forms)
}

/// Returns the variable that a guard was moved into, perhaps as a part of a value, and the line that did so.
fn keeper<'a>(held: &'a Holding, guard: &Guard<'_>) -> Option<(&'a str, Place)> {
    let Some(Keeper::Variable { name, line, .. }) = &held.kept_alive_by else {
        return None;
    };
    let owner = held.owner.as_ref().map(|owner| &owner.place);
    let place = owner.or(guard.since)?.clone();
    let is_moved = Some(name.as_str()) != guard.name || owner.is_some();
    let since = Place {
        line: *line,
        ..place
    };
    is_moved.then_some((name.as_str(), since))
}

fn waits_for_itself(trace: &Trace, wait: &BlockedThread) -> Vec<String> {
    let cell = cell_of(trace, wait.event);
    let thread = thread_in_a_sentence(trace, trace.events[wait.event].thread);
    match wait.target {
        WaitTarget::Lock | WaitTarget::RwLock(_) => vec![
            format!("{thread} locks {cell}, which it has locked already"),
            format!("{thread} has already locked {cell}"),
            "a thread locks what it has locked already".to_owned(),
            "a thread waits for its own lock".to_owned(),
        ],
        WaitTarget::ThreadEnd(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Notify
        | WaitTarget::Barrier
        | WaitTarget::Message
        | WaitTarget::ChannelSpace
        | WaitTarget::Other => vec!["a thread waits for itself".to_owned()],
    }
}

fn cycle(trace: &Trace, waits: &[BlockedThread]) -> Vec<String> {
    let [one, other] = waits else {
        let count = plural(waits.len(), "thread");
        return vec![format!("{count} wait for each other in a cycle")];
    };
    let threads = [one, other].map(|wait| trace.events[wait.event].thread);
    let threads = threads_in_a_sentence(trace, &threads);
    let are_locks = [one, other]
        .iter()
        .all(|wait| matches!(wait.target, WaitTarget::Lock | WaitTarget::RwLock(_)));
    let cells = [one, other].map(|wait| trace.events[wait.event].cell);
    let names = [other, one].map(|wait| cell_of(trace, wait.event));
    let mut forms = Vec::new();
    if are_locks && cells[0] != cells[1] && names[0] != names[1] {
        let [first, second] = &names;
        let order = format!("lock {first} and {second} in opposite orders");
        forms.extend([format!("{threads} {order}"), format!("two threads {order}")]);
    }
    if are_locks {
        forms.push(format!("{threads} each wait for the other's lock"));
    }
    forms.push(format!("{threads} wait for each other"));
    forms.push("two threads wait for each other".to_owned());
    forms.push("they wait for each other".to_owned());
    forms
}

fn no_one_left(trace: &Trace, wait: &BlockedThread, reason: Option<&WaitReason>) -> Vec<String> {
    let event = &trace.events[wait.event];
    let thread = thread_in_a_sentence(trace, event.thread);
    let cell = cell_of(trace, wait.event);
    let detail = match (reason, wait.target) {
        (Some(WaitReason::BarrierShort { size, arrived, .. }), _) => {
            format!("only {arrived} of {size} threads reach {cell}")
        }
        (Some(WaitReason::ChannelFull { .. }), _) => {
            format!("{cell} is full, and no thread receives")
        }
        (Some(WaitReason::ChannelOpen { live_senders, .. }), _) => match live_senders.as_slice() {
            [only] if only.name.is_some() => {
                let name = only.name.as_deref().unwrap_or_default();
                format!("{thread} receives while the sender `{name}` is alive")
            }
            [_] => format!("{thread} receives while a sender is alive"),
            [..] => format!(
                "{thread} receives while {} senders are alive",
                live_senders.len()
            ),
        },
        (_, WaitTarget::Notify) => format!("no thread is left to notify {cell}"),
        (_, WaitTarget::Unpark) => format!("no thread is left to unpark {thread}"),
        (_, WaitTarget::Message) => format!("{thread} receives, but no thread sends"),
        (_, WaitTarget::Lock | WaitTarget::RwLock(_)) => {
            format!("no thread is left that could unlock {cell}")
        }
        (
            _,
            WaitTarget::ThreadEnd(_)
            | WaitTarget::Value
            | WaitTarget::Barrier
            | WaitTarget::ChannelSpace
            | WaitTarget::Other,
        ) => format!("no thread is left that could wake {thread}"),
    };
    vec![
        detail,
        "no thread is left that could end the wait".to_owned(),
        "nothing can end the wait".to_owned(),
    ]
}

/// Returns `` thread 1 changes `likes` between line 8 and line 9 ``, and shorter forms.
fn race(trace: &Trace, cell: u32, [first, between, last]: [&SharedAccess; 3]) -> Vec<String> {
    let kind = trace.cells.iter().find(|known| known.id == cell);
    let cell = accessed_cell(trace, cell, first);
    let other = thread_in_a_sentence(trace, between.thread);
    let lines = [first, last].map(|access| line_text(trace, &access.place));
    let [from, to] = &lines;
    let between = if from == to {
        format!("between two steps on {from}")
    } else if is_lock(kind) {
        format!("between the guards of {from} and {to}")
    } else {
        format!("between {from} and {to}")
    };
    vec![
        format!("{other} changes {cell} {between}"),
        format!("{cell} changes {between}"),
        format!("{cell} changes in between"),
    ]
}

fn early(trace: &Trace, announced: &SharedAccess, stored: &SharedAccess) -> Vec<String> {
    let name = |access: &SharedAccess, otherwise: &str| match &access.expression {
        Some(called) => format!("`{called}`"),
        None => otherwise.to_owned(),
    };
    let flag = name(announced, "the flag");
    let value = name(stored, "the value");
    let at = line_text(trace, &stored.place);
    vec![
        format!("{flag} is set before {value} changes on {at}"),
        format!("{flag} is set before {value}"),
        format!("the flag is set before the value changes on {at}"),
    ]
}

fn lock_order(trace: &Trace, orders: &[NestedAcquisition]) -> Vec<String> {
    let mut forms = Vec::new();
    if let [one, other] = orders {
        let (first, second) = (cell_of(trace, one.guard), cell_of(trace, other.guard));
        if first != second {
            forms.push(format!(
                "threads lock {first} and {second} in opposite orders"
            ));
        }
    }
    forms.push("threads lock the same locks in different orders".to_owned());
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn event(thread: u32, line: u32, kind: &Value) -> Value {
        let mut event = json!({
            "thread": thread, "cell": kind["cell"],
            "place": {"file": "a.rs", "line": line, "column": 1},
        });
        let fields = kind.as_object().unwrap().clone();
        event.as_object_mut().unwrap().extend(fields);
        event
    }

    fn began(cell: u32, guard: u32, access: &str, name: &str) -> Value {
        let guards = json!({"read_guards": 0, "write_guard": true});
        json!({"cell": cell, "kind": "acquired", "guard": guard, "access": access, "name": name, "guards": guards})
    }

    fn trace(cells: &Value, events: &[Value], cause: &Value) -> Trace {
        let trace = json!({
            "file": "a.rs", "ending": {"kind": "deadlock"}, "cells": cells,
            "threads": [
                {"id": 0, "name": "main", "spawned": null},
                {"id": 1, "name": "thread 1", "spawned": null},
            ],
            "events": events, "truncated": false, "schedule": [], "stdout": "",
            "explanations": [cause],
        });
        serde_json::from_value(trace).unwrap()
    }

    fn reason(cells: &Value, events: &[Value], cause: &Value) -> Option<String> {
        let trace = trace(cells, events, cause);
        brief_reason(&trace, &trace.explanations[0])
    }

    fn cell(id: u32, name: &str, kind: &str) -> Value {
        json!({"id": id, "name": name, "kind": kind, "content_type": "u8", "created_at": null, "is_static": false, "may_own_cells": false})
    }

    #[test]
    fn a_reason_names_the_guard_in_the_way_if_there_is_room() {
        let said = |cell_name: &str, guard: &str| {
            let events = [
                event(0, 19, &began(1, 1, "shared", guard)),
                event(
                    0,
                    21,
                    &json!({"cell": 1, "kind": "refused", "access": "exclusive", "panics": true}),
                ),
            ];
            let cause = json!({"kind": "conflict", "events": [0, 1], "refused": 1, "guards": [0]});
            reason(&json!([cell(1, cell_name, "RefCell")]), &events, &cause)
        };
        assert_eq!(
            said("values", "reader").unwrap(),
            "`values` is still borrowed by `reader`, from line 19"
        );
        let long = "a_guard_with_a_name_that_needs_more_room";
        assert_eq!(
            said("values", long).unwrap(),
            "`values` is still borrowed, from line 19"
        );
    }

    #[test]
    fn a_reason_names_the_variable_that_a_guard_was_moved_into() {
        let said = |variable: &str, line: u32, has_owner: bool| {
            let events = [
                event(0, 15, &began(1, 1, "exclusive", "lines")),
                event(
                    0,
                    22,
                    &json!({"cell": 1, "kind": "refused", "access": "shared", "panics": true}),
                ),
            ];
            let place = json!({"file": "a.rs", "line": line, "column": 1});
            let owner = has_owner.then(|| json!({"function": "main", "place": place}));
            let cause = json!({
                "kind": "conflict", "events": [0, 1], "refused": 1, "guards": [0],
                "holding": {
                    "owner": owner,
                    "kept_alive_by": {"kind": "variable", "name": variable, "line": line},
                },
            });
            reason(&json!([cell(1, "lines", "RefCell")]), &events, &cause).unwrap()
        };
        let by_the_variable = "`lines` is still mutably borrowed by `change`, from line 64";
        assert_eq!(said("change", 64, true), by_the_variable);
        assert_eq!(said("change", 64, false), by_the_variable);
        assert_eq!(
            said("shopping", 64, true),
            "`lines` is still mutably borrowed by `shopping`"
        );
    }

    #[test]
    fn a_reason_distinguishes_a_guard_from_a_cell_with_the_same_name() {
        let said = |access: &str, kept_by: Option<&Value>| {
            let refused = json!({"cell": 1, "kind": "refused", "access": "shared", "panics": true});
            let taken = began(1, 1, access, "state");
            let events = [event(0, 65, &taken), event(0, 52, &refused)];
            let cause = json!({
                "kind": "conflict", "events": [0, 1], "refused": 1, "guards": [0],
                "holding": kept_by,
            });
            let trace = trace(&json!([cell(1, "state", "RefCell")]), &events, &cause);
            brief_reasons(&trace, &trace.explanations[0])
        };
        assert_eq!(
            said("exclusive", None),
            [
                "`state` is still mutably borrowed by the guard `state`, from line 65",
                "`state` is still mutably borrowed, from line 65",
                "the guard `state` still borrows `state`",
                "the guard `state` is still alive",
                "still borrowed",
            ]
        );
        assert_eq!(
            said("shared", None)[0],
            "`state` is still borrowed by the guard `state`, from line 65"
        );
        let place = json!({"file": "a.rs", "line": 65, "column": 1});
        let in_caller = json!({
            "call": {
                "from": {"function": "ship_all", "place": place},
                "function": "take",
                "is_recursive": false,
            },
        });
        assert_eq!(
            said("exclusive", Some(&in_caller))[0],
            "`state` is still mutably borrowed by the guard `state` in `ship_all` (line 65)"
        );
        let kept_in = |name: &str| {
            json!({
                "owner": {"function": "main", "place": place},
                "kept_alive_by": {"kind": "variable", "name": name, "line": 65},
            })
        };
        let says = "`state` is still mutably borrowed by the variable `state`, from line 65";
        assert_eq!(said("exclusive", Some(&kept_in("state")))[0], says);
        let says =
            "`state` is still mutably borrowed by the guard `state`, kept in `job` (line 65)";
        assert_eq!(said("exclusive", Some(&kept_in("job")))[0], says);
    }

    #[test]
    fn a_reason_of_a_deadlock_names_the_locks_in_the_order_of_the_first_thread() {
        let waits = |cell: u32| json!({"cell": cell, "kind": "blocked", "action": "lock", "has_timeout": false});
        let events = [
            event(0, 5, &began(1, 1, "exclusive", "a")),
            event(1, 6, &began(2, 2, "exclusive", "b")),
            event(0, 7, &waits(2)),
            event(1, 8, &waits(1)),
        ];
        let blocked = |event: usize, guard: usize| json!({"event": event, "target": "lock", "blockers": [{"guard": guard}]});
        let cause = json!({
            "kind": "deadlock", "events": [2, 3], "shape": "cycle",
            "waits": [blocked(2, 1), blocked(3, 0)],
        });
        let cells = json!([cell(1, "left", "Mutex"), cell(2, "right", "Mutex")]);
        assert_eq!(
            reason(&cells, &events, &cause).unwrap(),
            "two threads lock `left` and `right` in opposite orders"
        );
    }

    #[test]
    fn the_last_form_of_a_reason_is_the_shortest() {
        let events = [
            event(0, 19, &began(1, 1, "exclusive", "reader")),
            event(
                0,
                21,
                &json!({"cell": 1, "kind": "refused", "access": "exclusive", "panics": true}),
            ),
        ];
        let cause = json!({"kind": "conflict", "events": [0, 1], "refused": 1, "guards": [0]});
        let trace = trace(&json!([cell(1, "known", "RefCell")]), &events, &cause);
        let forms = brief_reasons(&trace, &trace.explanations[0]);
        assert_eq!(
            forms.first().unwrap(),
            "`known` is still mutably borrowed by `reader`, from line 19"
        );
        assert_eq!(forms.last().unwrap(), "still borrowed");
        let shortest = forms.iter().map(|form| form.width()).min();
        assert_eq!(
            shortest,
            forms.last().map(|form| form.width()),
            "{forms:#?}"
        );
    }
}
