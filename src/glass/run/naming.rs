//! Names the cells of a trace as the program calls them: each has one name, on every line that uses it. A number tells
//! apart those that share a name.

mod elements;
mod numbers;

use crate::glass::names::{self, CellBinding, Receiver};
use crate::glass::sources::SourceFiles;
use crate::glass::tokens::SourceTokens;
use crate::verdict::{CellKind, Disambiguation, EventKind, Trace, TraceEvent, TracedCell};
use elements::List;
use numbers::{Life, Numbering, lives};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What a record says about cells in addition to its events.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What the program calls a cell where it uses it.
    pub(super) uses: Vec<(u32, Receiver)>,
    pub(super) addresses: BTreeMap<u32, Address>,
    /// Whether atomics that were used before the record starts over are missing, unless they are used again.
    pub(super) lacks_atomics: bool,
}

/// Where a cell was when it was first used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address {
    pub(super) at: u64,
    pub(super) on_stack: bool,
    /// Which element of a list it was, and where that list began, as memory showed.
    pub(super) element: Option<(usize, u64)>,
}

/// One `T` for each of several cells, by the cell's id.
type ByCell<T> = BTreeMap<u32, T>;

pub(super) fn name_cells(trace: &mut Trace, seen: &Seen, source: &SourceFiles<'_>) {
    let mut uses: ByCell<BTreeSet<&Receiver>> = BTreeMap::new();
    for (cell, receiver) in &seen.uses {
        uses.entry(*cell).or_default().insert(receiver);
    }
    let mut bindings: ByCell<CellBinding> = BTreeMap::new();
    for cell in &mut trace.cells {
        let made = cell.created_at.as_ref();
        let Some((file, made)) = made.and_then(|made| Some((source.tokens(made)?, made))) else {
            continue;
        };
        if cell.kind == CellKind::Channel {
            cell.receiver = names::receiver_name(file, made);
        }
        bindings.extend(names::binding(file, made).map(|binding| (cell.id, binding)));
    }
    let mut found: ByCell<String> = declared(&bindings);
    found.extend(by_uses(trace, &uses, &found));
    for cell in &mut trace.cells {
        cell.name = found.remove(&cell.id);
    }
    let listed = listed(&uses, &bindings);
    let mut numbering = Numbering::new(seen, source, listed);
    let groups = lists(trace, &uses, &bindings, &numbering, seen, source);
    let indices: ByCell<usize> = groups
        .iter()
        .flatten()
        .flatten()
        .map(|(cell, index)| (*cell, *index))
        .collect();
    for cell in &mut trace.cells {
        if let (Some(name), Some(index)) = (&mut cell.name, indices.get(&cell.id)) {
            *name = format!("{name}[{index}]");
        }
    }
    numbering.lists = groups;
    disambiguate(trace, &numbering);
    name_by_callers(trace, source, &numbering);
    forget_other_names(trace);
}

/// Returns the names of lists, as their elements and the uses of these show.
fn listed(uses: &ByCell<BTreeSet<&Receiver>>, bindings: &ByCell<CellBinding>) -> BTreeSet<String> {
    let bound = bindings.values().filter(|binding| binding.is_element);
    let bound = bound.map(|binding| binding.name.clone());
    let receivers = uses.values().flatten();
    let indexed = receivers.filter_map(|receiver| elements::element_of(&receiver.path));
    bound.chain(indexed.map(str::to_owned)).collect()
}

fn declared(bindings: &ByCell<CellBinding>) -> ByCell<String> {
    let names = bindings.iter();
    names
        .map(|(cell, binding)| (*cell, binding.name.clone()))
        .collect()
}

/// Returns names for the cells that have none where they are created.
fn by_uses(
    trace: &Trace,
    uses: &ByCell<BTreeSet<&Receiver>>,
    declared: &ByCell<String>,
) -> ByCell<String> {
    let mut groups: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for cell in &trace.cells {
        if !cell.is_stream() && uses.contains_key(&cell.id) && !declared.contains_key(&cell.id) {
            // Nothing is known about what std created.
            let alone = cell.created_at.is_none().then_some(cell.id);
            let key = (cell.kind, &cell.created_at, alone);
            groups.entry(key).or_default().push(cell.id);
        }
    }
    let mut found = BTreeMap::new();
    for cells in groups.into_values() {
        match own_names(&cells, uses) {
            Some(names) => found.extend(names),
            None => found.extend(shared_names(&cells, uses)),
        }
    }
    found
}

/// Returns the name of each of these cells, if all uses agree on it and no two have the same name: `left` and `right`.
fn own_names(cells: &[u32], uses: &ByCell<BTreeSet<&Receiver>>) -> Option<ByCell<String>> {
    let names = cells
        .iter()
        .map(|cell| Some((*cell, name_in_common(uses.get(cell)?)?)));
    let names: ByCell<String> = names.collect::<Option<_>>()?;
    are_distinct(&names).then_some(names)
}

/// Whether no name is also that of another cell, or the end of another one's path: `teams` and `company.teams`.
fn are_distinct(names: &ByCell<String>) -> bool {
    let is_field_of = |one: &str, other: &str| {
        let owner = one.strip_suffix(other);
        owner.is_some_and(|owner| owner.is_empty() || owner.ends_with('.'))
    };
    let mut pairs = names
        .iter()
        .flat_map(|one| names.iter().map(move |other| (one, other)));
    !pairs.any(|((id, one), (other_id, other))| id != other_id && is_field_of(one, other))
}

/// How well a name describes the cell, the best first: a field, the collection of an element, or a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NameRank {
    Field,
    Element,
    Variable,
}

/// Returns the name that a use gives all cells like this one: `forks` in `table.forks[left]`.
fn base(receiver: &Receiver) -> (NameRank, String) {
    let path = without_indices(&receiver.path);
    let last = path.rsplit('.').next().unwrap_or_default();
    let is_name = last.starts_with(|first: char| first.is_alphabetic() || first == '_');
    if !is_name {
        return (NameRank::Variable, path);
    }
    let rank = if receiver.is_of_self || path.contains('.') {
        NameRank::Field
    } else if receiver.path.ends_with(']') {
        NameRank::Element
    } else {
        NameRank::Variable
    };
    (rank, last.to_owned())
}

fn without_indices(path: &str) -> String {
    let mut depth = 0;
    let outside = path.chars().filter(|character| {
        depth += i32::from(*character == '[');
        let is_outside = depth == 0;
        depth -= i32::from(*character == ']');
        is_outside
    });
    outside.collect()
}

/// Returns the name that these cells share, or, if they are fields, the name of each one's field.
fn shared_names(cells: &[u32], uses: &ByCell<BTreeSet<&Receiver>>) -> ByCell<String> {
    let best = |cells: &[u32]| {
        let mut counts: BTreeMap<(NameRank, String), u32> = BTreeMap::new();
        for receiver in cells.iter().filter_map(|cell| uses.get(cell)).flatten() {
            *counts.entry(base(receiver)).or_default() += 1;
        }
        let best = counts
            .into_iter()
            .min_by_key(|((rank, _), count)| (*rank, Reverse(*count)));
        best.map(|(base, _)| base)
    };
    let of_all = best(cells);
    let name = |cell: &u32| {
        let own = best(&[*cell]).filter(|(rank, _)| *rank == NameRank::Field);
        Some((*cell, own.or_else(|| of_all.clone())?.1))
    };
    cells.iter().filter_map(name).collect()
}

/// Returns the lists of each name, in the order of their first uses, if the indices of all cells with that name are
/// certain.
fn lists(
    trace: &Trace,
    uses: &ByCell<BTreeSet<&Receiver>>,
    bindings: &ByCell<CellBinding>,
    numbering: &Numbering<'_>,
    seen: &Seen,
    source: &SourceFiles<'_>,
) -> Vec<Vec<List>> {
    let mut groups: BTreeMap<&str, Vec<&TracedCell>> = BTreeMap::new();
    for cell in &trace.cells {
        if let Some(name) = &cell.name {
            groups.entry(name).or_default().push(cell);
        }
    }
    let mut found = Vec::new();
    for (name, cells) in groups {
        let known = cells.iter().map(|cell| {
            let listed = bindings.get(&cell.id).and_then(|binding| binding.index);
            let written = || index_in_uses(name, uses.get(&cell.id)?);
            Some((cell.id, listed.or_else(written)?))
        });
        let known: Option<List> = known.collect();
        let known = known.or_else(|| {
            // These are all elements of the collection, next to each other.
            let binding = bindings.get(&cells[0].id)?;
            let is_whole = binding.len == Some(cells.len());
            let is_one = cells
                .iter()
                .all(|cell| cell.created_at == cells[0].created_at);
            let ids: Vec<u32> = cells.iter().map(|cell| cell.id).collect();
            let order = numbering.by_address(&ids).filter(|_| is_whole && is_one)?;
            Some(order.into_iter().zip(0..).collect())
        });
        let known = known.filter(|known| {
            let distinct: BTreeSet<&usize> = known.values().collect();
            distinct.len() == known.len()
        });
        let in_memory = || elements::in_memory(trace, (name, &cells), uses, bindings, seen, source);
        found.extend(known.map(|known| vec![known]).or_else(in_memory));
    }
    found
}

/// Returns the index that its uses give a cell, `0` for `forks[0]`; `None` if no use has a number, or they have
/// different ones.
fn index_in_uses(name: &str, uses: &BTreeSet<&Receiver>) -> Option<usize> {
    let numbers = uses.iter().filter_map(|receiver| {
        let (path, index) = receiver.path.strip_suffix(']')?.rsplit_once('[')?;
        let is_of_it = path.rsplit('.').next() == Some(name);
        index.parse().ok().filter(|_| is_of_it)
    });
    let numbers: BTreeSet<usize> = numbers.collect();
    numbers.first().copied().filter(|_| numbers.len() == 1)
}

/// Removes what a line calls a cell, unless others have its name or it is an element of a list. A drop gets the name
/// that was used where the guard was created.
fn forget_other_names(trace: &mut Trace) {
    let shared: BTreeSet<u32> = trace
        .cells
        .iter()
        .filter(|cell| {
            let is_element = cell.name.as_ref().is_none_or(|name| name.ends_with(']'));
            cell.disambiguation.is_some() || is_element
        })
        .map(|cell| cell.id)
        .collect();
    let mut created_from = BTreeMap::new();
    for event in &mut trace.events {
        if event.cell.is_none_or(|cell| !shared.contains(&cell)) {
            event.expression = None;
        }
        match event.kind {
            EventKind::Acquired { guard, .. } => {
                created_from.insert(guard, event.expression.clone());
            }
            EventKind::Released { guard, .. } => {
                event.expression = created_from.remove(&guard).flatten();
            }
            _ => {}
        }
    }
}

/// Names cells that share the name of a field after their owner, as the callers of its methods call it: `items` for the
/// `inner` of a wrapper that returns its guards, or else `alice.balance`.
fn name_by_callers(trace: &mut Trace, source: &SourceFiles<'_>, numbering: &Numbering<'_>) {
    let mut groups: BTreeMap<&str, Vec<&TracedCell>> = BTreeMap::new();
    for cell in trace
        .cells
        .iter()
        .filter(|cell| cell.disambiguation.is_some() && !numbering.is_element(cell.id))
    {
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
        if names.len() == cells.len() && are_distinct(&names) {
            renamed.extend(names);
        }
    }
    if renamed.is_empty() {
        return;
    }
    for cell in &mut trace.cells {
        cell.name = renamed.remove(&cell.id).or(cell.name.take());
    }
    disambiguate(trace, numbering);
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

/// Returns the common end of all paths that name a cell: `results` of `shared.results` and `queue.shared.results`.
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

/// Says which cell is meant if several that are alive at the same time have the same name.
fn disambiguate(trace: &mut Trace, numbering: &Numbering<'_>) {
    let lives = lives(trace);
    let mut called: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for cell in &trace.cells {
        if let Some(name) = &cell.name {
            called.entry(name).or_default().insert(cell.id);
        }
    }
    let by_id: ByCell<&TracedCell> = trace.cells.iter().map(|cell| (cell.id, cell)).collect();
    let numbers = numbering.numbers(&by_id, &lives);
    let mut which: ByCell<Disambiguation> = BTreeMap::new();
    for (id, cell) in &by_id {
        if numbering.is_element(*id) {
            continue;
        }
        let rivals = cell.name.as_ref().map(|name| &called[name.as_str()]);
        let rivals = rivals.into_iter().flatten();
        let rivals = rivals.filter(|other| overlap(&lives, **other, *id));
        let (mut some, mut by_line) = (false, false);
        for rival in rivals.filter_map(|rival| by_id.get(rival)) {
            let is_made_elsewhere = made_at(rival) != made_at(cell);
            some |= !is_made_elsewhere;
            by_line |= is_made_elsewhere;
        }
        let number = numbers.get(id).copied();
        // A cell without a name gets a number even if no other is alive.
        let number = number.filter(|_| some || !by_line && cell.name.is_none());
        if some || by_line || number.is_some() {
            let is_element = cell.name.as_ref().is_some_and(|name| numbering.lists(name));
            let disambiguation = Disambiguation {
                number,
                by_line,
                is_element,
            };
            which.insert(*id, disambiguation);
        }
    }
    for (cell, number) in numbering.numbers_of_lists(&lives) {
        let disambiguation = Disambiguation {
            number: Some(number),
            by_line: false,
            is_element: true,
        };
        which.insert(cell, disambiguation);
    }
    for cell in &mut trace.cells {
        cell.disambiguation = which.remove(&cell.id);
    }
}

fn made_at(cell: &TracedCell) -> Option<(&str, u32)> {
    let made = cell.created_at.as_ref()?;
    Some((&made.file, made.line))
}

fn overlap(lives: &ByCell<Life>, one: u32, other: u32) -> bool {
    let (Some(a), Some(b)) = (lives.get(&one), lives.get(&other)) else {
        return false;
    };
    one != other && a.0 < b.1 && b.0 < a.1
}
