//! Numbers cells that share a name: in the order of the list that they are in, or else in that of their first use. The
//! cells of one value of the program, such as the fields of a struct, get the same number.

use super::elements::List;
use super::{ByCell, Seen};
use crate::glass::sources::SourceFiles;
use crate::verdict::{CellKind, EventKind, Place, Trace, TracedCell};
use std::collections::{BTreeMap, BTreeSet};

/// How long a cell lived: from its first use to its drop, as indices of events.
pub(super) type Life = (usize, usize);

pub(super) fn lives(trace: &Trace) -> ByCell<Life> {
    let earlier = trace.cells.iter().filter(|cell| cell.is_earlier);
    let earlier: BTreeSet<u32> = earlier.map(|cell| cell.id).collect();
    let mut lives = BTreeMap::new();
    for (index, event) in trace.events.iter().enumerate() {
        let Some(cell) = event.cell else { continue };
        let first = if earlier.contains(&cell) { 0 } else { index };
        let life = lives.entry(cell).or_insert((first, usize::MAX));
        if event.kind == EventKind::Dropped {
            life.1 = index;
        }
    }
    lives
}

pub(super) struct Numbering<'a> {
    seen: &'a Seen,
    source: &'a SourceFiles<'a>,
    listed: BTreeSet<String>,
    /// The lists of each name whose elements have indices, in the order of their first uses.
    pub(super) lists: Vec<Vec<List>>,
}

/// Cells that are parts of one value, or one cell.
#[derive(Clone, Debug)]
struct Whole {
    cells: Vec<u32>,
    life: Life,
}

impl<'a> Numbering<'a> {
    pub(super) fn new(
        seen: &'a Seen,
        source: &'a SourceFiles<'a>,
        listed: BTreeSet<String>,
    ) -> Self {
        Self {
            seen,
            source,
            listed,
            lists: Vec::new(),
        }
    }

    /// Whether this cell has an index, which distinguishes it from the others of its list.
    pub(super) fn is_element(&self, cell: u32) -> bool {
        self.lists
            .iter()
            .flatten()
            .any(|list| list.contains_key(&cell))
    }

    /// Returns the numbers of the lists that cells are in, where several lists with one name are alive at the same time.
    /// The first one has none, so that it is called the same in a run that does not get to the others.
    pub(super) fn numbers_of_lists(&self, lives: &ByCell<Life>) -> ByCell<u32> {
        let mut numbers = BTreeMap::new();
        for lists in &self.lists {
            let life = |list: &List| whole(list.keys().copied().collect(), lives).life;
            let is_shared = |one: &List, at: usize| {
                let (from, to) = life(one);
                let mut others = lists.iter().enumerate().filter(|(other, _)| *other != at);
                others.any(|(_, other)| life(other).0 < to && from < life(other).1)
            };
            for (at, list) in lists.iter().enumerate().skip(1) {
                let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
                if is_shared(list, at) {
                    numbers.extend(list.keys().map(|cell| (*cell, number)));
                }
            }
        }
        numbers
    }

    pub(super) fn lists(&self, name: &str) -> bool {
        self.listed.contains(name)
    }

    /// Returns the cells in the order of their addresses, if they are evenly spaced, as in an array.
    pub(super) fn by_address(&self, cells: &[u32]) -> Option<Vec<u32>> {
        let addresses = cells
            .iter()
            .map(|cell| Some((self.seen.addresses.get(cell)?.at, *cell)));
        let mut addresses: Vec<(u64, u32)> = addresses.collect::<Option<_>>()?;
        addresses.sort_unstable();
        let distances = addresses.windows(2).map(|pair| pair[1].0 - pair[0].0);
        let distances: Vec<u64> = distances.collect();
        let is_row = distances.windows(2).all(|pair| pair[0] == pair[1]) && !distances.contains(&0);
        is_row.then(|| addresses.into_iter().map(|(_, cell)| cell).collect())
    }

    /// Numbers the cells that are made on the same line and have the same name, from 1, as long as any of them lives.
    pub(super) fn numbers(&self, cells: &ByCell<&TracedCell>, lives: &ByCell<Life>) -> ByCell<u32> {
        let mut groups: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        for cell in cells.values() {
            let line = cell.created_at.as_ref().map(|made| (&made.file, made.line));
            let key = (line, cell.kind, &cell.name);
            groups.entry(key).or_default().push(cell.id);
        }
        let mut values: BTreeMap<_, Vec<Vec<u32>>> = BTreeMap::new();
        for group in groups.into_values() {
            let made = cells
                .get(&group[0])
                .and_then(|cell| cell.created_at.as_ref());
            let expression = made.and_then(|made| self.expression(made));
            let alone = expression.is_none().then_some(group[0]);
            values.entry((expression, alone)).or_default().push(group);
        }
        let mut numbers = BTreeMap::new();
        for groups in values.into_values() {
            if let Some(wholes) = self.wholes(&groups, lives) {
                self.number(wholes, &mut numbers);
                continue;
            }
            for group in groups {
                let each = group.into_iter().map(|cell| whole(vec![cell], lives));
                self.number(each.collect(), &mut numbers);
            }
        }
        // It is not known how many came before these.
        let is_known = |id: &u32| {
            let is_earlier =
                |cell: &&TracedCell| matches!(cell.kind, CellKind::Atomic(_)) && cell.is_earlier;
            !self.seen.lacks_atomics || cells.get(id).is_none_or(|cell| !is_earlier(cell))
        };
        numbers.retain(|id, _| is_known(id));
        numbers
    }

    /// Returns the brackets in which a cell is created: those of a struct, or of `#[derive(Default)]`.
    fn expression(&self, made: &Place) -> Option<(String, usize)> {
        let file = self.source.tokens(made)?;
        let open = file.enclosing_open(file.at(made)?)?;
        Some((made.file.clone(), open))
    }

    /// Returns the values that these groups of cells are parts of, if addresses show that.
    fn wholes(&self, groups: &[Vec<u32>], lives: &ByCell<Life>) -> Option<Vec<Whole>> {
        let at = |cell: &u32| Some(i128::from(self.seen.addresses.get(cell)?.at));
        let largest = groups.iter().max_by_key(|group| group.len())?;
        let mut values: BTreeMap<i128, Vec<u32>> = BTreeMap::new();
        for cell in largest {
            let before = values.insert(at(cell)?, vec![*cell]);
            before.is_none().then_some(())?;
        }
        for group in groups.iter().filter(|group| *group != largest) {
            let addresses: Vec<(i128, u32)> = group
                .iter()
                .map(|cell| Some((at(cell)?, *cell)))
                .collect::<Option<_>>()?;
            let fits = |distance: i128| {
                let mut cells = addresses.iter();
                cells.all(|(at, _)| values.contains_key(&(at - distance)))
            };
            let first = addresses.first()?.0;
            let distances = values.keys().map(|value| first - value);
            let distance = distances
                .filter(|one| fits(*one))
                .min_by_key(|one| one.abs())?;
            for (at, cell) in addresses {
                values.get_mut(&(at - distance))?.push(cell);
            }
        }
        let wholes = values.into_values();
        Some(wholes.map(|cells| whole(cells, lives)).collect())
    }

    fn number(&self, mut wholes: Vec<Whole>, numbers: &mut ByCell<u32>) {
        // A cell gets its id at its first use.
        wholes.sort_by_key(|whole| (whole.life.0, whole.cells.iter().min().copied()));
        let mut last = 0;
        let together = wholes.chunk_by(|one, next| {
            last = one.life.1.max(last);
            next.life.0 <= last
        });
        for together in together.filter(|together| together.len() > 1) {
            for (whole, number) in self.in_order(together).iter().zip(1..) {
                numbers.extend(whole.cells.iter().map(|cell| (*cell, number)));
            }
        }
    }

    /// Sorts values as they are in memory, if they are in a row. Variables of a function are in no certain order.
    fn in_order(&self, wholes: &[Whole]) -> Vec<Whole> {
        let first = |whole: &Whole| whole.cells[0];
        let cells: Vec<u32> = wholes.iter().map(first).collect();
        let on_stack = cells.iter().any(|cell| {
            let address = self.seen.addresses.get(cell);
            address.is_none_or(|address| address.on_stack)
        });
        let mut sorted = wholes.to_vec();
        if let Some(order) = self.by_address(&cells).filter(|_| !on_stack) {
            sorted.sort_by_key(|whole| order.iter().position(|cell| *cell == first(whole)));
        }
        sorted
    }
}

fn whole(cells: Vec<u32>, lives: &ByCell<Life>) -> Whole {
    let all = || cells.iter().filter_map(|cell| lives.get(cell));
    let from = all().map(|life| life.0).min().unwrap_or(0);
    let to = all().map(|life| life.1).max().unwrap_or(usize::MAX);
    Whole {
        cells,
        life: (from, to),
    }
}
