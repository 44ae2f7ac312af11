//! Names the cells of a trace as the program calls them, and tells apart those that share a name.

use crate::glass::names::{self, Receiver};
use crate::glass::sources::SourceFiles;
use crate::glass::tokens::SourceTokens;
use crate::verdict::{EventKind, Trace, TraceEvent, TracedCell, Which};
use std::collections::{BTreeMap, BTreeSet};

/// Names each cell without a name by its uses. What a use calls the cell stays only where the name of the cell does not
/// tell.
pub(super) fn name_cells(trace: &mut Trace, uses: &[(u32, Receiver)], source: &SourceFiles<'_>) {
    let mut by_cell: BTreeMap<u32, BTreeSet<&Receiver>> = BTreeMap::new();
    for (cell, receiver) in uses {
        by_cell.entry(*cell).or_default().insert(receiver);
    }
    for cell in trace.cells.iter_mut().filter(|cell| cell.name.is_none()) {
        if let Some(receivers) = by_cell.get(&cell.id)
            && !cell.is_stream()
        {
            cell.name = name_in_common(receivers);
        }
    }
    let mut alike: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for cell in trace.cells.iter().filter(|cell| cell.name.is_some()) {
        let key = (cell.kind, &cell.made, &cell.name);
        alike.entry(key).or_default().push(cell.id);
    }
    let mut named: BTreeSet<u32> = BTreeSet::new();
    for ((_, _, name), cells) in alike {
        let is_alone = cells.len() == 1;
        let name = name.as_deref().unwrap_or_default();
        // A field has one name, however its owner is called.
        let is_field = |cell: &u32| by_cell.get(cell).is_some_and(|uses| is_field(name, uses));
        named.extend(cells.into_iter().filter(|cell| is_alone || is_field(cell)));
    }
    let mut created_from = BTreeMap::new();
    for event in &mut trace.events {
        if event.cell.is_none_or(|cell| named.contains(&cell)) {
            event.called = None;
        }
        // A drop calls the cell what the guard was created from.
        match event.kind {
            EventKind::Acquired { guard, .. } => {
                created_from.insert(guard, event.called.clone());
            }
            EventKind::Released { guard, .. } => {
                event.called = created_from.remove(&guard).flatten();
            }
            _ => {}
        }
    }
    tell_apart(trace);
    name_by_callers(trace, source);
}

/// Whether all uses call a cell by a path that ends in its name.
fn is_field(name: &str, uses: &BTreeSet<&Receiver>) -> bool {
    let mut uses = uses.iter();
    uses.all(|used| used.is_one_cell && used.path.rsplit('.').next() == Some(name))
}

/// Names cells that share the name of a field by what the callers of its methods call the owner: `items` for the `inner` of
/// a wrapper that returns its guards, or else `alice.balance`.
fn name_by_callers(trace: &mut Trace, source: &SourceFiles<'_>) {
    let mut groups: BTreeMap<&str, Vec<&TracedCell>> = BTreeMap::new();
    for cell in trace.cells.iter().filter(|cell| cell.which.is_some()) {
        if let Some(name) = &cell.name {
            groups.entry(name).or_default().push(cell);
        }
    }
    if groups.is_empty() {
        return;
    }
    let mut ends: BTreeMap<u32, &TraceEvent> = BTreeMap::new();
    for event in &trace.events {
        if let EventKind::Released { guard, .. } = event.kind {
            ends.insert(guard, event);
        }
    }
    let mut called: BTreeMap<u32, BTreeSet<Receiver>> = BTreeMap::new();
    for event in &trace.events {
        let is_shared = |cell: &u32| groups.values().flatten().any(|shared| shared.id == *cell);
        if let EventKind::Acquired { guard, .. } = event.kind
            && let Some(cell) = event.cell.filter(is_shared)
            && let Some(used) = use_by_caller(event, ends.get(&guard).copied(), source)
        {
            called.entry(cell).or_default().insert(used);
        }
    }
    let mut renamed: BTreeMap<u32, String> = BTreeMap::new();
    for cells in groups.values() {
        let names = cells.iter().filter_map(|cell| {
            let called = called.get(&cell.id)?;
            Some((cell.id, name_in_common(&called.iter().collect())?))
        });
        let names: BTreeMap<u32, String> = names.collect();
        let distinct: BTreeSet<&String> = names.values().collect();
        if distinct.len() == cells.len() {
            renamed.extend(names);
        }
    }
    if renamed.is_empty() {
        return;
    }
    for event in &mut trace.events {
        if event.cell.is_some_and(|cell| renamed.contains_key(&cell)) {
            event.called = None;
        }
    }
    for cell in &mut trace.cells {
        cell.name = renamed.remove(&cell.id).or(cell.name.take());
    }
    tell_apart(trace);
}

/// Returns what the caller of a method calls the cell that the method uses as a field of `self`.
fn use_by_caller(
    began: &TraceEvent,
    ended: Option<&TraceEvent>,
    source: &SourceFiles<'_>,
) -> Option<Receiver> {
    let receiver = |place, find: fn(&SourceTokens, _) -> _| find(source.tokens(place)?, place);
    let field = receiver(began.place.as_ref()?, names::receiver)?;
    let [_, caller, ..] = began.calls.as_slice() else {
        return None;
    };
    let owner = receiver(&caller.place, names::receiver_of_call).filter(|_| field.is_of_self)?;
    let ended = ended.map_or(&[][..], |ended| &ended.calls);
    let pairs = began.calls.iter().rev().zip(ended.iter().rev());
    let common = pairs.take_while(|(began, ended)| began.function == ended.function);
    let is_returned = !ended.is_empty() && common.count() < began.calls.len();
    Some(Receiver {
        path: if is_returned {
            owner.path
        } else {
            format!("{}.{}", owner.path, field.path)
        },
        ..owner
    })
}

/// Returns the end of all paths that a cell is called by: `results` of `shared.results` and `queue.shared.results`.
fn name_in_common(receivers: &BTreeSet<&Receiver>) -> Option<String> {
    if !receivers.iter().all(|receiver| receiver.is_one_cell) {
        return None;
    }
    let mut paths = receivers.iter().map(|receiver| receiver.path.as_str());
    let mut common: Vec<&str> = paths.next()?.split('.').collect();
    for path in paths {
        let same = path.rsplit('.').zip(common.iter().rev());
        let same = same.take_while(|(one, other)| one == *other).count();
        common.drain(..common.len() - same);
    }
    let name = common.join(".");
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        .then_some(name)
}

/// How long a cell lived: from its first use to its drop, as indices of events.
type Life = (usize, usize);

/// Says which cell is meant where several that are alive at the same time are called the same.
fn tell_apart(trace: &mut Trace) {
    let lives = lives(trace);
    let mut called: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for cell in &trace.cells {
        if let Some(name) = &cell.name {
            called.entry(name).or_default().insert(cell.id);
        }
    }
    for event in &trace.events {
        if let (Some(name), Some(cell)) = (&event.called, event.cell) {
            called.entry(name).or_default().insert(cell);
        }
    }
    let by_id: BTreeMap<u32, &TracedCell> =
        trace.cells.iter().map(|cell| (cell.id, cell)).collect();
    let numbers = numbers(&by_id, &lives);
    let mut which: BTreeMap<(String, u32), Which> = BTreeMap::new();
    for (name, cells) in &called {
        for id in cells.iter().filter(|_| cells.len() > 1) {
            let Some(cell) = by_id.get(id) else { continue };
            let mut rivals = cells.iter().filter(|other| overlap(&lives, **other, *id));
            let made_elsewhere =
                |other: &u32| by_id.get(other).is_none_or(|other| other.made != cell.made);
            let (mut some, mut by_line) = (false, false);
            for rival in rivals.by_ref() {
                some |= !made_elsewhere(rival);
                by_line |= made_elsewhere(rival);
            }
            if some || by_line {
                let number = numbers.get(id).copied().filter(|_| some);
                which.insert(((*name).to_owned(), *id), Which { number, by_line });
            }
        }
    }
    let unnamed: BTreeMap<u32, u32> = numbers;
    for cell in &mut trace.cells {
        cell.which = match &cell.name {
            Some(name) => which.get(&(name.clone(), cell.id)).copied(),
            None => unnamed.get(&cell.id).map(|number| Which {
                number: Some(*number),
                by_line: false,
            }),
        };
    }
    for event in &mut trace.events {
        if let (Some(name), Some(cell)) = (&event.called, event.cell) {
            event.which = which.get(&(name.clone(), cell)).copied();
        }
    }
}

fn overlap(lives: &BTreeMap<u32, Life>, one: u32, other: u32) -> bool {
    let (Some(a), Some(b)) = (lives.get(&one), lives.get(&other)) else {
        return false;
    };
    one != other && a.0 < b.1 && b.0 < a.1
}

fn lives(trace: &Trace) -> BTreeMap<u32, Life> {
    let mut lives = BTreeMap::new();
    for (index, event) in trace.events.iter().enumerate() {
        let Some(cell) = event.cell else { continue };
        let life = lives.entry(cell).or_insert((index, usize::MAX));
        if event.kind == EventKind::Dropped {
            life.1 = index;
        }
    }
    lives
}

/// Numbers the cells that are made in the same place, from 1, as long as any of them lives.
fn numbers(cells: &BTreeMap<u32, &TracedCell>, lives: &BTreeMap<u32, Life>) -> BTreeMap<u32, u32> {
    let mut groups: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for cell in cells.values() {
        groups
            .entry((cell.kind, &cell.made, &cell.name))
            .or_default()
            .push(cell.id);
    }
    let mut numbers = BTreeMap::new();
    for mut group in groups.into_values() {
        group.sort_by_key(|cell| lives.get(cell).map_or(0, |life| life.0));
        let mut together: Vec<u32> = Vec::new();
        let mut last = 0;
        for cell in group {
            let (made, dropped) = lives.get(&cell).copied().unwrap_or((0, usize::MAX));
            if made > last {
                together.clear();
            }
            together.push(cell);
            last = last.max(dropped);
            if together.len() > 1 {
                for (cell, number) in together.iter().zip(1..) {
                    numbers.insert(*cell, number);
                }
            }
        }
    }
    numbers
}
