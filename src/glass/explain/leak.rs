//! Finds cells that were never dropped although the program finished.
//!
//! Statics, and what they own, are never dropped, so they are not leaks.

mod ownership;
mod ring;
mod stored;
mod weak;

use super::capture::{Capture, capture};
use super::chain::ChangeKind;
use super::guard_use::{Change, GuardUse, arguments_at, guard_uses};
use super::history::History;
use super::owner::{
    cells_of_kind, is_part_of, may_lead_to, may_own_a_handle, may_reach, only_closures_may_reach,
    only_whole, owner,
};
use super::{Explanation, explanation};
use crate::glass::record::EndEvent;
use crate::glass::tokens::SourceTokens;
use crate::verdict::{
    AccessMode, AtomicType, Call, CapturedHandle, Cause, CellKind, EventKind, Leak, LeakLink,
    LeakedValue, Outcome, Place, RunEnd, TraceEvent, TracedAction, TracedCell,
};
use std::collections::{BTreeMap, BTreeSet};
use stored::last_argument;

pub(super) use ring::argument_for;
pub(super) use stored::let_of;

/// What an event put into a leaked cell.
#[derive(Debug)]
struct StoredLink {
    link: LeakLink,
    /// What was put there, as tokens.
    stored: String,
    event: usize,
}

pub(super) fn leaks(history: &History<'_>) -> Option<Explanation> {
    let dropped = dropped(history);
    if !ended_with_all_threads(history) || static_may_own_cells(history, &dropped) {
        return None;
    }
    let cells = history.trace.cells.iter();
    let leaked = cells.filter(|cell| {
        // The drop of an atomic is not recorded, because atomics must not implement `Drop`.
        let is_atomic = matches!(cell.kind, CellKind::Atomic(_));
        !cell.is_static && !is_atomic && cell.created_at.is_some() && !dropped.contains(&cell.id)
    });
    let leaked: Vec<&TracedCell> = leaked.collect();
    if leaked.is_empty() {
        return None;
    }
    let cells: Vec<u32> = leaked.iter().map(|cell| cell.id).collect();
    let source = |cell: &TracedCell| {
        cell.created_at
            .as_ref()
            .and_then(|made| history.source.tokens(made))
    };
    let owners = owners(history, &leaked);
    let are_known = (cells.iter()).all(|id| owners.iter().any(|owner| owner.cells.contains(id)));
    let types = owners
        .iter()
        .flat_map(|owner| [Some(&owner.type_name), owner.part_of.as_ref()]);
    let types: Vec<&str> = types.flatten().map(|name| type_of(name)).collect();
    let may_own_leaked = |cell: &TracedCell| {
        !are_known || source(cell).is_none_or(|file| may_reach(&cell.content_type, file, &types))
    };
    let may_close: BTreeSet<u32> = leaked
        .iter()
        .filter(|cell| may_own_a_handle(&cell.content_type, source(cell)) && may_own_leaked(cell))
        .map(|cell| cell.id)
        .collect();
    let is_of = |ids: &dyn Fn(u32) -> bool, id: Option<u32>| id.is_some_and(ids);
    let changed = history.events().filter(|(_, event)| {
        let is_change = match &event.kind {
            EventKind::Acquired { access, .. } => *access == AccessMode::Exclusive,
            EventKind::Operation { action, .. } => *action == TracedAction::Set,
            _ => false,
        };
        is_change
            && event.place.is_some()
            && is_of(&|id| may_close.contains(&id), event.cell)
            && !only_takes(history, event)
    });
    let changed: Vec<usize> = changed.map(|(index, _)| index).collect();
    let made = history.events().filter(|(_, event)| {
        event.kind == EventKind::Created && is_of(&|id| cells.contains(&id), event.cell)
    });
    let made: Vec<usize> = made.map(|(index, _)| index).collect();
    let is_ring = !may_leak_otherwise(history, &leaked);
    let links = changed.iter().flat_map(|at| links_of(history, *at));
    let links: Vec<StoredLink> = links.collect();
    let (idle, links): (Vec<_>, Vec<_>) = links.into_iter().partition(|one| {
        let (place, stored) = (&one.link.place, &one.stored);
        let file = history.source.tokens(place);
        file.is_some_and(|file| stored::owns_no_leaked(file, place, stored, &owners))
    });
    // A cell that gets nothing else cannot close the cycle.
    let is_idle = |at: &usize| {
        let cell = history.trace.events[*at].cell;
        let is_of = |one: &StoredLink| Some(one.link.cell) == cell;
        idle.iter().any(is_of) && !links.iter().any(is_of)
    };
    let changed: Vec<usize> = changed.into_iter().filter(|at| !is_idle(at)).collect();
    let back = ownership::back_link(history, &links);
    let should_be_weak = weak::weak_field(history, &owners, &links);
    let ring = ring::ring(history, &owners, &links);
    let (edges, changed) = ring.map_or((Vec::new(), changed), |ring| (ring.edges, ring.events));
    let links = links.into_iter();
    let links = links.filter_map(|one| with_capture(history, one.link, &owners));
    let links = closing(history, links.collect(), &owners);
    let events = [made.as_slice(), &changed].concat();
    let leak = Leak {
        edges,
        back_link: back,
        should_be_weak,
        cells,
        owners,
        is_cycle: is_ring,
        change_events: changed,
        stored_at: links,
    };
    Some(explanation(Cause::Leak(leak), events))
}

/// How many cells of each kind were created at each place.
type CellCounts<'a> = BTreeMap<(&'a Place, String), usize>;

/// Returns the values of the program that the cells are part of.
fn owners(history: &History<'_>, leaked: &[&TracedCell]) -> Vec<LeakedValue> {
    let mut found: Vec<(LeakedValue, CellCounts<'_>)> = Vec::new();
    for cell in leaked {
        let Some(made) = &cell.created_at else {
            continue;
        };
        let file = history.source.tokens(made);
        let Some(owner) = file.and_then(|file| owner(file, made)) else {
            continue;
        };
        let place = Place {
            file: made.file.clone(),
            line: owner.line,
            column: owner.column,
        };
        let known = found
            .iter()
            .position(|(known, _)| known.created_at == place);
        let at = known.unwrap_or_else(|| {
            let value = LeakedValue {
                type_name: owner.name,
                created_at: place,
                is_derived: owner.is_derived,
                part_of: None,
                is_outside: false,
                count: 0,
                cells: Vec::new(),
            };
            found.push((value, BTreeMap::new()));
            found.len() - 1
        });
        let (value, made_there) = &mut found[at];
        value.cells.push(cell.id);
        // Each value has one cell that is made there, unless all its cells are made by `Default`.
        let kind = cell.kind.to_string();
        let per_value = match file {
            Some(file) if owner.is_derived => cells_of_kind(&value.type_name, &kind, file),
            _ => 1,
        };
        let count = made_there.entry((made, kind)).or_insert(0);
        *count += 1;
        value.count = value.count.max(count.div_ceil(per_value));
    }
    let mut values: Vec<LeakedValue> = found.into_iter().map(|(value, _)| value).collect();
    // A field of another leaked value does not count as a value of its own.
    let whole = |part: &LeakedValue, values: &[LeakedValue]| {
        values.iter().position(|whole| {
            let file = history.source.tokens(&whole.created_at);
            let is_part =
                file.is_some_and(|file| is_part_of(&part.type_name, &whole.type_name, file));
            is_part && whole.count >= part.count
        })
    };
    let mut at = 0;
    while let Some(part) = values.get(at) {
        if let Some(whole) = whole(part, &values) {
            let cells = values[at].cells.clone();
            values[whole].cells.extend(cells);
            values.remove(at);
        } else {
            at += 1;
        }
    }
    for value in &mut values {
        let text = history.source.text(&value.created_at).unwrap_or_default();
        let has_handles = ["Rc<", "Arc<", "Rc::new(", "Arc::new("]
            .iter()
            .any(|handle| text.contains(&format!("{handle}{}", value.type_name)));
        let file = history.source.tokens(&value.created_at);
        let file = file.filter(|_| !has_handles);
        value.part_of = file.and_then(|file| only_whole(&value.type_name, file));
    }
    let types: Vec<String> = values
        .iter()
        .flat_map(|value| [Some(&value.type_name), value.part_of.as_ref()])
        .flatten()
        .map(|name| type_of(name).to_owned())
        .collect();
    let types: Vec<&str> = types.iter().map(String::as_str).collect();
    for value in &mut values {
        let file = history.source.tokens(&value.created_at);
        let name = value.part_of.as_ref().unwrap_or(&value.type_name);
        value.is_outside = file.is_some_and(|file| !may_lead_to(type_of(name), file, &types));
    }
    values
}

/// Returns the enum of a variant, or the name of a struct itself.
fn type_of(name: &str) -> &str {
    name.split("::").next().unwrap_or(name)
}

/// Leaves out closures that keep no leaked value alive or are not known to, if others do.
fn closing(history: &History<'_>, links: Vec<LeakLink>, owners: &[LeakedValue]) -> Vec<LeakLink> {
    let is_closure = |link: &LeakLink| {
        let cell = history.find_cell(link.cell);
        cell.is_some_and(|cell| keeps_closures(history, cell, owners))
    };
    let closes = |link: &LeakLink| {
        let of = link
            .captured
            .as_ref()
            .and_then(|handle| handle.type_name.as_ref());
        of.is_some_and(|of| {
            let mut owners = owners
                .iter()
                .filter(|owner| owner.cells.contains(&link.cell));
            owners.any(|owner| owner.type_name == *of || owner.part_of.as_ref() == Some(of))
        })
    };
    let holds = |link: &LeakLink| link.captured.is_some();
    let is_closed = links.iter().any(closes);
    let is_held = links.iter().any(holds);
    let is_kept = |link: &LeakLink| {
        !is_closure(link)
            || if is_closed {
                closes(link)
            } else {
                !is_held || holds(link)
            }
    };
    links.into_iter().filter(is_kept).collect()
}

/// Whether an event gave access only to take something out.
fn only_takes(history: &History<'_>, event: &TraceEvent) -> bool {
    let own = event.place.as_ref().and_then(|place| {
        let file = history.source.tokens(place)?;
        Some(file.text(file.at(place)?) == "take")
    });
    own == Some(true)
        || {
            let calls = event.calls.iter().filter_map(|call| {
                let file = history.source.tokens(&call.place)?;
                Some(guard_uses(file, &call.place))
            });
            let mut used = calls.skip_while(|uses| *uses == [GuardUse::Returned]);
            let takes = |one: &GuardUse| matches!(one, GuardUse::Changes(change) if change.how == ChangeKind::Removes);
            used.next()
                .is_some_and(|uses| !uses.is_empty() && uses.iter().all(takes))
        }
}

/// Returns what an event put into its cell, and where.
fn links_of(history: &History<'_>, at: usize) -> Vec<StoredLink> {
    let event = &history.trace.events[at];
    let stored_link = |link: LeakLink, stored: String| StoredLink {
        link,
        stored,
        event: at,
    };
    let (Some(cell), Some(place)) = (event.cell, &event.place) else {
        return Vec::new();
    };
    let own = [Call {
        function: String::new(),
        place: place.clone(),
    }];
    let calls = match event.calls.as_slice() {
        [] => own.as_slice(),
        calls => calls,
    };
    let link = |at: usize, line: u32| {
        let function = Some(&calls[at].function).filter(|name| !name.is_empty());
        LeakLink {
            cell,
            function: function.cloned(),
            place: Place {
                line,
                ..calls[at].place.clone()
            },
            caller: calls.get(at + 1).cloned(),
            captured: None,
        }
    };
    // What sets a `OnceCell`, or replaces the value of a `RefCell`, is the call itself.
    let is_once = matches!(
        history.kind(cell),
        Some(CellKind::OnceCell | CellKind::OnceLock | CellKind::LazyLock)
    );
    let replaces = || {
        let file = history.source.tokens(place)?;
        Some(file.text(file.at(place)?) == "replace")
    };
    if is_once || matches!(event.kind, EventKind::Operation { .. }) || replaces() == Some(true) {
        let file = history.source.tokens(place);
        let stored = file.map_or(Vec::new(), |file| arguments_at(file, place));
        let stored = stored.first().cloned().unwrap_or_default();
        let puts = stored_is_handle(&stored).then(|| stored_link(link(0, place.line), stored));
        return puts.into_iter().collect();
    }
    for (at, call) in calls.iter().enumerate() {
        let Some(file) = history.source.tokens(&call.place) else {
            break;
        };
        let uses = guard_uses(file, &call.place);
        if uses == [GuardUse::Returned] {
            continue;
        }
        let changes = uses.into_iter().filter_map(|one| match one {
            GuardUse::Changes(change) if puts(&change) => {
                let stored = last_argument(&change.stored);
                Some(stored_link(link(at, change.line), stored))
            }
            _ => None,
        });
        return changes.collect();
    }
    Vec::new()
}

/// Adds to a link the handle that the stored closure holds. Returns `None` if what was stored holds no handle that
/// leads back.
fn with_capture(history: &History<'_>, link: LeakLink, owners: &[LeakedValue]) -> Option<LeakLink> {
    let cell = history.find_cell(link.cell)?;
    if !keeps_closures(history, cell, owners) {
        let gets_nothing = link.caller.as_ref().is_some_and(|call| {
            let file = history.source.tokens(&call.place);
            file.is_some_and(|file| weak::gives_no_handle(file, &call.place))
        });
        return (!gets_nothing).then_some(link);
    }
    let places = [
        Some(&link.place),
        link.caller.as_ref().map(|call| &call.place),
    ];
    let found = places.into_iter().flatten().find_map(|place| {
        let file = history.source.tokens(place)?;
        let capture = capture(file, place);
        (capture != Capture::Unknown).then_some(capture)
    });
    let Some(Capture::Handles { handles, is_known }) = found else {
        return Some(link);
    };
    let file = cell.created_at.as_ref();
    let file = file.and_then(|made| history.source.tokens(made));
    let handles = leading_back(handles, link.cell, file, owners);
    if handles.is_empty() && is_known {
        return None;
    }
    // If there are several, nothing shows which one it is.
    let only = <[CapturedHandle; 1]>::try_from(handles).ok();
    let captured = only
        .map(|[handle]| handle)
        .filter(|handle| is_known || handle.type_name.is_some());
    Some(LeakLink { captured, ..link })
}

/// Whether what leads back from a cell can only be a closure.
fn keeps_closures(history: &History<'_>, cell: &TracedCell, owners: &[LeakedValue]) -> bool {
    let types: Vec<&str> = owners
        .iter()
        .flat_map(|owner| [Some(&owner.type_name), owner.part_of.as_ref()])
        .flatten()
        .map(|name| type_of(name))
        .collect();
    let file = cell.created_at.as_ref();
    let file = file.and_then(|made| history.source.tokens(made));
    let is_only = file
        .filter(|_| !types.is_empty())
        .is_some_and(|file| only_closures_may_reach(&cell.content_type, file, &types));
    is_only || cell.content_type.contains("dyn Fn")
}

/// Returns the handles to a value that has the cell, or else those whose values may lead there.
fn leading_back(
    handles: Vec<CapturedHandle>,
    cell: u32,
    file: Option<&SourceTokens>,
    owners: &[LeakedValue],
) -> Vec<CapturedHandle> {
    let owners = owners.iter().filter(|owner| owner.cells.contains(&cell));
    let owners: Vec<&str> = owners
        .flat_map(|owner| [Some(&owner.type_name), owner.part_of.as_ref()])
        .flatten()
        .map(String::as_str)
        .collect();
    let is_owner = |handle: &CapturedHandle| {
        let of = handle.type_name.as_deref();
        of.is_some_and(|of| owners.contains(&of))
    };
    if handles.iter().any(is_owner) {
        return handles.into_iter().filter(is_owner).collect();
    }
    let may_lead = |handle: &CapturedHandle| match (&handle.type_name, file) {
        (Some(of), Some(file)) if !owners.is_empty() => may_reach(of, file, &owners),
        _ => true,
    };
    handles.into_iter().filter(may_lead).collect()
}

/// Whether a change puts something into a cell that may be a handle.
fn puts(change: &Change) -> bool {
    let puts = match change.how {
        ChangeKind::Overwrites | ChangeKind::Inserts | ChangeKind::Adds | ChangeKind::Entry => true,
        ChangeKind::Removes | ChangeKind::Calls => false,
    };
    puts && stored_is_handle(&change.stored)
}

/// Whether what is put into a cell may be a strong handle.
fn stored_is_handle(stored: &str) -> bool {
    let stored: String = stored.split_whitespace().collect();
    let is_weak = stored.contains("downgrade(") || stored.contains("Weak::new");
    stored != "None" && !is_weak
}

fn may_leak_otherwise(history: &History<'_>, leaked: &[&TracedCell]) -> bool {
    let others = [
        "unsafe",
        "forget",
        "ManuallyDrop",
        "::leak(",
        ".leak(",
        "into_raw",
        "increment_strong_count",
    ];
    let places = leaked.iter().filter_map(|cell| cell.created_at.as_ref());
    let mut texts = places.map(|place| history.source.text(place));
    texts.any(|text| text.is_none_or(|text| others.iter().any(|other| text.contains(other))))
}

/// Returns whether main returned, or panicked and unwound, after every other thread had exited, and the record is complete.
fn ended_with_all_threads(history: &History<'_>) -> bool {
    let trace = history.trace;
    let has_dropped = matches!(
        trace.ending,
        RunEnd::Outcome {
            outcome: Outcome::Finished { .. } | Outcome::Panicked(_)
        }
    );
    let others = trace.threads.iter().skip(1);
    has_dropped
        && !trace.truncated
        && history.end == Some(EndEvent::End)
        && others
            .into_iter()
            .all(|thread| history.has_exited(thread.id))
}

/// Returns whether a static may own other cells. The record does not show what an `AtomicPtr` owns.
fn static_may_own_cells(history: &History<'_>, dropped: &BTreeSet<u32>) -> bool {
    let mut cells = history.trace.cells.iter();
    cells.any(|cell| {
        cell.is_static
            && (cell.may_own_cells || cell.kind == CellKind::Atomic(AtomicType::AtomicPtr))
            && !dropped.contains(&cell.id)
    })
}

fn dropped(history: &History<'_>) -> BTreeSet<u32> {
    let events = history.trace.events.iter();
    let dropped = events.filter(|event| event.kind == EventKind::Dropped);
    dropped.filter_map(|event| event.cell).collect()
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::{finished, trace_of};
    use crate::glass::record::EndEvent;
    use crate::verdict::{Outcome, RunEnd, Unfollowed};

    const LEAK: &str =
        "cell RefCell/Vec<Rc<Node>> _ 8\nmain@12 writes RefCell@8 _x\nmain@12 ends _x";

    #[test]
    fn a_leak_names_the_type_and_the_line() {
        assert_eq!(
            finished(LEAK).says(),
            [
                "At least 1 `RefCell<Vec<Rc<Node>>>` value created on line 8 was never dropped, although the program finished: a reference cycle keeps it alive. The RefCell created on line 8 may close the cycle: it was borrowed mutably on line 12."
            ]
        );
        let two = format!("{LEAK}\n{LEAK}\ncell Barrier gate 9\nmain@20 drops gate");
        assert!(finished(&two).says()[0].starts_with(
            "At least 2 `RefCell<Vec<Rc<Node>>>` values created on line 8 were never dropped"
        ));
    }

    #[test]
    fn a_cell_that_may_still_be_owned_is_not_a_leak() {
        for more in [
            "cell Mutex/Vec<Rc<Node>> ALL 2 static owns",
            "cell AtomicPtr/Node HEAD 2 static",
            "thread -",
        ] {
            assert!(finished(&format!("{LEAK}\n{more}")).says().is_empty());
        }
        assert!(
            !finished(&format!("{LEAK}\nthread -\nthread1@- stops"))
                .says()
                .is_empty()
        );
        assert!(finished("cell AtomicU32/u32 N 2").says().is_empty());
        assert!(finished("cell Mutex/i32 N 2 static").says().is_empty());
        assert!(finished("cell Mutex/i32 _ -").says().is_empty());
        assert!(finished(LEAK).truncated().says().is_empty());
    }

    #[test]
    fn a_program_that_did_not_finish_has_no_leaks() {
        let ended = || RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        for last in [None, Some(EndEvent::Exit)] {
            assert!(trace_of(ended(), last, LEAK).says().is_empty());
        }
        assert!(
            trace_of(
                RunEnd::NotFollowed {
                    reason: Unfollowed::BlockedInOs
                },
                Some(EndEvent::End),
                LEAK
            )
            .says()
            .is_empty()
        );
    }
}
