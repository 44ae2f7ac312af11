//! How cells are borrowed or locked at some event of a run, and which values atomics have.

use super::names::{self, cell_name};
use super::{has_threads, used_cells};
use crate::verdict::{AccessMode, CellKind, EventKind, Guards, Trace, TraceEvent, TracedAction};
use std::collections::{BTreeMap, BTreeSet};

/// How a cell is borrowed or locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellState {
    /// `values has 1 read guard`.
    pub says: String,
    /// What its guards allow; `None` if it has none.
    pub access: Option<AccessMode>,
}

/// Returns how the cells that were used are borrowed or locked after an event, and the values of atomics. Locks of
/// several threads are free before their first use; a cell beside its source may not exist yet.
#[must_use]
pub fn states_after(trace: &Trace, event: usize, only: Option<u32>) -> Vec<CellState> {
    let guards = guards_at(trace, event);
    let used = used_cells(trace).into_iter();
    let used: BTreeSet<u32> = used
        .filter(|id| only.is_none_or(|only| only == *id))
        .collect();
    let state = |id: u32| {
        let cell = trace.cells.iter().find(|cell| cell.id == id)?;
        let name = cell_name(trace, id);
        if matches!(cell.kind, CellKind::Atomic(_)) {
            return Some(CellState {
                says: format!("{name} is {}", value_after(trace, event, id)?),
                access: None,
            });
        }
        let guards = guards.get(&id).copied();
        let guards = guards.or_else(|| has_threads(trace).then(Guards::default));
        let guards = guards.filter(|_| cell.kind.has_guards())?;
        Some(CellState {
            says: format!("{name} {}", names::is_or_has(Some(cell), guards)),
            access: match (guards.write_guard, guards.read_guards) {
                (true, _) => Some(AccessMode::Exclusive),
                (false, 1..) => Some(AccessMode::Shared),
                (false, 0) => None,
            },
        })
    };
    used.into_iter().filter_map(state).collect()
}

/// Returns the value of an atomic after an event, if the operations before or after it show that.
fn value_after(trace: &Trace, event: usize, cell: u32) -> Option<&str> {
    let (earlier, later) = trace.events.split_at(event + 1);
    let mut earlier = earlier.iter().rev();
    if let Some([_, after]) = earlier.find_map(|event| values(event, cell)) {
        return after;
    }
    let [before, _] = later.iter().find_map(|event| values(event, cell))?;
    before
}

/// Returns the values of an atomic before and after an operation, as far as they are known; `None` if it changed nothing.
fn values(event: &TraceEvent, cell: u32) -> Option<[Option<&str>; 2]> {
    let EventKind::Operation { action, value, .. } = &event.kind else {
        return None;
    };
    if event.cell != Some(cell) {
        return None;
    }
    let Some(value) = value.as_deref() else {
        return Some([None; 2]);
    };
    if let Some((before, after)) = value.rsplit_once(" -> ") {
        return Some([Some(before), Some(after)]);
    }
    (*action == TracedAction::Load).then_some([Some(value); 2])
}

fn guards_at(trace: &Trace, event: usize) -> BTreeMap<u32, Guards> {
    let mut cells = BTreeMap::new();
    for event in trace.events.iter().take(event + 1) {
        let Some(cell) = event.cell else { continue };
        match event.kind {
            EventKind::Created => {
                cells.insert(cell, Guards::default());
            }
            EventKind::Acquired { guards, .. } | EventKind::Released { guards, .. } => {
                cells.insert(cell, guards);
            }
            EventKind::Refused { .. }
            | EventKind::Blocked { .. }
            | EventKind::Resumed { .. }
            | EventKind::Operation { .. }
            | EventKind::Poisoned
            | EventKind::Dropped
            | EventKind::Panicked { .. }
            | EventKind::Spawned { .. }
            | EventKind::Exited => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn locks_of_threads_are_free_before_their_first_use_and_atomics_have_their_values() {
        let cell = |id: u32, name: &str, kind: &str| {
            json!({
                "id": id, "name": name, "kind": kind, "content_type": "u32", "created_at": null, "is_static": false,
                "may_own_cells": false,
            })
        };
        let does = |action: &str, value: Option<&str>| json!({"thread": 1, "cell": 2, "kind": "operation", "action": action, "value": value});
        let locks = json!({
            "thread": 1, "cell": 1, "kind": "acquired", "guard": 1, "access": "exclusive",
            "guards": {"read_guards": 0, "write_guard": true},
        });
        let mut trace: Trace = serde_json::from_value(json!({
            "file": "a.rs", "ending": {"kind": "deadlock"},
            "cells": [cell(1, "lock", "Mutex"), cell(2, "count", "AtomicU32"), cell(3, "bell", "Condvar")],
            "threads": [
                {"id": 0, "name": "main", "spawned": null},
                {"id": 1, "name": "thread 1", "spawned": null},
            ],
            "events": [
                {"thread": 0, "kind": "spawned", "child": 1},
                does("load", Some("1")),
                does("store", Some("1 -> 2")),
                locks,
                does("compare_exchange", Some("2")),
                does("store", None),
                {"thread": 1, "cell": 3, "kind": "blocked", "action": "wait", "has_timeout": false},
            ],
            "truncated": false, "schedule": [], "stdout": "", "explanations": [],
        }))
        .unwrap();
        let says = |trace: &Trace, event: usize, only: Option<u32>| {
            let states = states_after(trace, event, only).into_iter();
            states.map(|state| state.says).collect::<Vec<_>>()
        };
        assert_eq!(says(&trace, 0, None), ["`lock` is free", "`count` is 1"]);
        assert_eq!(says(&trace, 4, None), ["`lock` is locked", "`count` is 2"]);
        assert_eq!(says(&trace, 4, Some(2)), ["`count` is 2"]);
        assert_eq!(says(&trace, 6, None), ["`lock` is locked"]);
        // Beside the source, a cell may be created later.
        trace.threads.truncate(1);
        assert_eq!(says(&trace, 0, None), ["`count` is 1"]);
    }
}
