//! Remembers the last accesses to each cell, and finds possible races among them.

use super::access::{Access, CallerPlace, Value};
use super::paths::Paths;
use crate::rt::json_line::JsonLine;
use crate::rt::object::Id;
use crate::rt::place::Place;
use crate::rt::words::{Action, CellKind};
use crate::rt::{record, threads};
use ::std::collections::BTreeMap;
use ::std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The maximum number of looks to remember of one thread at one cell, each at a different place.
const MAX_LOOKS: usize = 4;
/// The maximum number of looks to remember at one cell.
const MAX_LOOKS_AT_A_CELL: usize = 64;
/// The maximum number of lines to remember that change a cell.
const MAX_CHANGING_LINES: usize = 4;
/// The maximum number of cells to remember in which a thread saw what another one had written.
const MAX_ANNOUNCED: usize = 3;
/// The maximum number of different races to keep, and of those that only a run that fails makes certain.
const MAX_RACES: usize = 128;
const MAX_UNSURE_RACES: usize = 32;
/// The maximum number of pairs of stores to keep that nothing orders.
const MAX_UNORDERED: usize = 16;

/// The last look of a thread at a cell, at one place.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) access: Access,
    /// How often in a row, without a change of the cell.
    pub(super) times: u64,
    /// The first change by another thread since.
    changed: Option<Access>,
    /// What the thread had seen before, if another thread had written that after the last change of this cell.
    after: Vec<Announced>,
}

/// A change by another thread, and the look that saw it.
#[derive(Clone, Debug)]
struct Announced {
    cell: usize,
    written: Access,
    seen: Access,
}

#[derive(Debug, Default)]
pub(super) struct Cell {
    kind: Option<CellKind>,
    made: Option<CallerPlace>,
    pub(super) writes: u64,
    pub(super) written: Option<Access>,
    pub(super) looks: Vec<Look>,
    /// The races of threads that went on with an old value of this cell, as indices.
    late: Vec<usize>,
    /// How often each line changed it since it was stored as a whole; `None` once there are too many lines.
    pub(super) changes: Option<Vec<Changes>>,
    pub(super) stored: Option<Access>,
}

/// The changes of a cell on one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Changes {
    pub(super) action: Action,
    pub(super) at: CallerPlace,
    pub(super) times: u64,
}

/// Accesses in an order that may be wrong.
#[derive(Debug)]
enum Race {
    /// A thread changed the cell after a look, or a panic ended its next access, and another thread changed the cell in
    /// between.
    Overwrite {
        look: Access,
        between: Access,
        change: Access,
    },
    /// A thread saw the store of an atomic, and then one that came before it, but nothing orders the two for it.
    Unordered {
        by: usize,
        announced: Access,
        seen: Access,
        read: Access,
        stored: Access,
    },
    /// A thread saw the change of another cell, then looked at this one, and only then this one was changed, too.
    Late(Late),
}

#[derive(Debug)]
struct Late {
    /// The cell that announced the change.
    by: usize,
    announced: Access,
    seen: Access,
    missed: Access,
    stored: Access,
    /// Whether the cell was changed before, so that only the outcome shows whether the change is announced.
    is_unsure: bool,
    /// Whether the announcement is a counter, and the cell was changed before.
    is_count: bool,
}

#[derive(Debug)]
struct FoundRace {
    race: Race,
    cell: usize,
    times: u64,
    /// Whether the thread that saw an old value read the new one later.
    is_refuted: bool,
}

#[derive(Debug)]
pub(super) struct Watch {
    pub(super) accesses: u64,
    pub(super) cells: Vec<Cell>,
    /// The last changes by other threads that each thread saw, the newest last.
    announced: BTreeMap<u32, Vec<Announced>>,
    races: Vec<FoundRace>,
    /// The last access before each thread did something that others may synchronize with.
    synchronized: BTreeMap<u32, u64>,
    pub(super) paths: Paths,
}

pub(super) fn watch() -> MutexGuard<'static, Watch> {
    static WATCH: Mutex<Watch> = Mutex::new(Watch {
        accesses: 0,
        cells: Vec::new(),
        announced: BTreeMap::new(),
        races: Vec::new(),
        synchronized: BTreeMap::new(),
        paths: Paths::new(),
    });
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    pub(super) fn made(&mut self, cell: Id, kind: CellKind, made: Option<CallerPlace>) {
        let index = cell.index();
        if self.cells.len() <= index {
            self.cells.resize_with(index + 1, Cell::default);
        }
        let cell = &mut self.cells[index];
        (cell.kind, cell.made) = (Some(kind), made);
        cell.changes = Some(Vec::new());
    }

    /// Numbers an access of the current thread.
    pub(super) fn access(
        &mut self,
        action: Action,
        value: Value,
        at: CallerPlace,
        path: Option<Arc<str>>,
    ) -> Access {
        self.accesses += 1;
        Access {
            thread: threads::me(),
            number: self.accesses,
            action,
            value,
            at,
            path,
            is_relaxed: false,
            wrote: false,
            panicked: false,
        }
    }

    pub(super) fn synchronizes(&mut self, thread: u32) {
        self.synchronized.insert(thread, self.accesses);
    }

    /// Notes the ordering of an access: one that is `Relaxed` synchronizes with none.
    pub(super) fn ordered(&mut self, access: Access, is_relaxed: bool) -> Access {
        // Others synchronize with what a thread wrote.
        if !is_relaxed && access.action != Action::Load {
            self.synchronizes(access.thread);
        }
        Access {
            is_relaxed,
            ..access
        }
    }

    /// Returns the first store of a cell, and a later one by the same thread that this thread saw before it saw the first,
    /// if nothing that the other thread has done since the first lets this one rely on their order.
    fn unordered(&self, index: usize, access: &Access) -> Option<Race> {
        let cell = &self.cells[index];
        let is_store = |written: &&Access| written.is_relaxed && written.action == Action::Store;
        let stored = cell.written.as_ref().filter(is_store)?;
        let since = self.synchronized.get(&stored.thread);
        let is_loose = since.is_none_or(|since| *since < stored.number);
        if !is_loose || !access.is_relaxed || cell.writes != 1 || stored.thread == access.thread {
            return None;
        }
        let before = self.announced.get(&access.thread)?.iter();
        let mut before = before.filter(|before| {
            let written = &before.written;
            let is_later = written.thread == stored.thread && written.number > stored.number;
            let may_tell = may_announce(written.action);
            let is_relaxed = written.is_relaxed && before.seen.is_relaxed;
            before.cell != index && is_later && may_tell && is_relaxed
        });
        let announced = before.next()?;
        Some(Race::Unordered {
            by: announced.cell,
            announced: announced.written.clone(),
            seen: announced.seen.clone(),
            read: access.clone(),
            stored: stored.clone(),
        })
    }

    pub(super) fn looked(&mut self, cell: Id, access: Access) {
        let index = cell.index();
        if !threads::are_several() || index >= self.cells.len() {
            return;
        }
        self.refute_late(index, &access);
        // A panic ended the access, perhaps because of a race.
        if access.panicked {
            let mut found = self.cells[index].overwritten_by(&access);
            found.extend(self.announced_before(index, &access));
            for race in found {
                self.add(race, index);
            }
        }
        if let Some(race) = self.unordered(index, &access) {
            self.add(race, index);
        }
        let thread = access.thread;
        let cell = &mut self.cells[index];
        let written = cell.written.clone();
        let after = self.announced.get(&thread).into_iter().flatten();
        let after = after.filter(|before| {
            let is_older = |written: &Access| written.number < before.written.number;
            before.cell != index && written.as_ref().is_none_or(is_older)
        });
        let after: Vec<Announced> = after.cloned().collect();
        let same = |look: &&mut Look| {
            look.access.thread == thread && ::std::ptr::eq(look.access.at, access.at)
        };
        if let Some(look) = cell.looks.iter_mut().find(same) {
            let is_unchanged = written
                .as_ref()
                .is_none_or(|written| written.number < look.access.number);
            look.times = if is_unchanged { look.times + 1 } else { 1 };
            if !after.is_empty() || cell.writes > 0 {
                look.after = after;
            }
            look.access = access.clone();
            look.changed = None;
        } else {
            cell.make_room(thread);
            cell.looks.push(Look::new(access.clone(), after));
        }
        if let Some(written) = written.filter(|written| written.thread != thread) {
            let announced = self.announced.entry(thread).or_default();
            announced.retain(|before| before.cell != index);
            if announced.len() == MAX_ANNOUNCED {
                announced.remove(0);
            }
            announced.push(Announced {
                cell: index,
                written,
                seen: access,
            });
        }
    }

    /// Notes that a thread again reads a cell of which it saw an old value. If it has seen a newer announcement since,
    /// it reads because of that one.
    fn refute_late(&mut self, index: usize, access: &Access) {
        for at in ::std::mem::take(&mut self.cells[index].late) {
            let Race::Late(late) = &self.races[at].race else {
                continue;
            };
            let is_back =
                late.seen.thread == access.thread && ::std::ptr::eq(late.missed.at, access.at);
            if !is_back {
                self.cells[index].late.push(at);
                continue;
            }
            let newer = self.cells[late.by].written.as_ref();
            let newer = newer.filter(|written| written.number > late.announced.number);
            let has_seen = newer.is_some_and(|newer| {
                let mut looks = self.cells[late.by].looks.iter();
                looks.any(|look| {
                    look.access.thread == access.thread && look.access.number > newer.number
                })
            });
            self.races[at].is_refuted |= !has_seen;
        }
    }

    pub(super) fn wrote(&mut self, cell: Id, access: Access) {
        let index = cell.index();
        let thread = access.thread;
        let Some(cell) = self.cells.get(index) else {
            return;
        };
        let mut found = cell.overwritten_by(&access);
        found.extend(self.announced_before(index, &access));
        let cell = &mut self.cells[index];
        cell.looks.retain(|look| look.access.thread != thread);
        for look in cell.looks.iter_mut().filter(|look| look.changed.is_none()) {
            look.changed = Some(access.clone());
        }
        cell.writes += 1;
        cell.count(&access);
        // A guard may give mutable access and be used for a look only.
        if access.wrote && threads::are_several() {
            cell.looks.push(Look::new(access.clone(), Vec::new()));
        }
        cell.written = Some(access);
        for race in found {
            self.add(race, index);
        }
    }

    /// Returns the looks of other threads at a cell before its thread changes it, if that thread announced the change before.
    fn announced_before(&self, index: usize, access: &Access) -> Vec<Race> {
        let cell = &self.cells[index];
        let others = cell.looks.iter();
        let others = others.filter(|look| look.access.thread != access.thread);
        let found = others.flat_map(|look| {
            let after = look.after.iter();
            let after = after.filter(|after| after.written.thread == access.thread);
            after.map(|after| {
                Race::Late(Late {
                    by: after.cell,
                    announced: after.written.clone(),
                    seen: after.seen.clone(),
                    missed: look.access.clone(),
                    stored: access.clone(),
                    is_count: cell.writes > 0 && after.written.action == Action::FetchAdd,
                    is_unsure: cell.writes > 0 && !self.is_protocol(index, after, look, access),
                })
            })
        });
        found.collect()
    }

    /// Whether a store of a cell that was changed before may belong to the change that another thread saw: that one is
    /// a store or a `fetch_add`, and the value that the thread missed is different.
    fn is_protocol(&self, index: usize, after: &Announced, look: &Look, stored: &Access) -> bool {
        let own = self.cells[index].written.as_ref();
        let is_own = own.is_some_and(|written| written.thread == stored.thread);
        let last = self.cells[after.cell].written.as_ref();
        let is_last = last.is_some_and(|last| last.number == after.written.number);
        let is_stored = may_announce(after.written.action) && stored.action == Action::Store;
        is_own && is_last && is_stored && look.access.value != stored.value
    }

    fn add(&mut self, race: Race, cell: usize) {
        let is_unknown = race.accesses().iter().any(|access| access.path.is_none());
        if race.is_unsure() {
            let all = self.races.iter();
            let known = all.filter(|known| known.race.is_unsure());
            if is_unknown || known.count() >= MAX_UNSURE_RACES {
                return;
            }
        }
        if matches!(race, Race::Unordered { .. }) {
            let all = self.races.iter();
            let known = all.filter(|known| matches!(known.race, Race::Unordered { .. }));
            if known.count() >= MAX_UNORDERED {
                return;
            }
        }
        if is_unknown {
            self.paths.add_hint(race.name(), &race.accesses());
            return;
        }
        let is_late = matches!(race, Race::Late(_));
        let mut races = self.races.iter();
        let known = races.position(|known| known.race.is_alike(&race));
        let at = if let Some(known) = known {
            let found = &mut self.races[known];
            found.times += 1;
            if !found.is_refuted {
                return;
            }
            let before = ::std::mem::replace(&mut found.cell, cell);
            (found.race, found.is_refuted) = (race, false);
            self.cells[before].late.retain(|late| *late != known);
            known
        } else if self.races.len() < MAX_RACES {
            self.races.push(FoundRace {
                race,
                cell,
                times: 1,
                is_refuted: false,
            });
            self.races.len() - 1
        } else {
            return;
        };
        if is_late {
            self.cells[cell].late.push(at);
        } else if known.is_none() {
            // The record of a run that is killed then has it, too.
            record::write_always(self.races[at].line(&self.cells));
        }
    }

    pub(super) fn write_races(&self) {
        for race in &self.races {
            record::write_always(race.line(&self.cells));
        }
    }
}

impl Look {
    fn new(access: Access, after: Vec<Announced>) -> Self {
        Self {
            access,
            times: 1,
            changed: None,
            after,
        }
    }
}

impl Race {
    fn name(&self) -> &'static str {
        match self {
            Self::Overwrite { .. } => "overwrite",
            Self::Unordered { .. } => "unordered",
            Self::Late(_) => "late_store",
        }
    }

    /// Whether only a run that fails shows that it is a race.
    fn is_unsure(&self) -> bool {
        match self {
            Self::Overwrite { look, .. } => look.wrote,
            Self::Unordered { .. } => false,
            Self::Late(late) => late.is_unsure,
        }
    }

    /// Returns the accesses of the race. Those of a change that was announced begin with the announcement.
    fn accesses(&self) -> Vec<&Access> {
        match self {
            Self::Overwrite {
                look,
                between,
                change,
            } => vec![look, between, change],
            Self::Unordered {
                announced,
                seen,
                read,
                stored,
                ..
            } => vec![announced, seen, read, stored],
            Self::Late(late) => vec![&late.announced, &late.seen, &late.missed, &late.stored],
        }
    }

    fn is_alike(&self, other: &Self) -> bool {
        let (own, others) = (self.accesses(), other.accesses());
        let mut pairs = own.iter().zip(&others);
        self.name() == other.name()
            && pairs.all(|(own, other)| ::std::ptr::eq(own.at, other.at) && own.path == other.path)
    }
}

impl FoundRace {
    fn line(&self, cells: &[Cell]) -> JsonLine {
        let cell = &cells[self.cell];
        let announcing = match &self.race {
            Race::Overwrite { .. } => self.cell,
            Race::Unordered { by, .. } => *by,
            Race::Late(late) => late.by,
        };
        let mut line = JsonLine::new("race")
            .text("shape", self.race.name())
            .raw("cell", self.cell + 1)
            .raw("announcing_cell", announcing + 1)
            .raw("times", self.times)
            .text("cell_type", cell.kind.map_or("", CellKind::word))
            .at(cell.made.map(Place::from).as_ref());
        if self.race.is_unsure() {
            line = line.raw("needs_failure", true);
        }
        if matches!(&self.race, Race::Late(late) if late.is_count) {
            line = line.raw("is_count", true);
        }
        if self.is_refuted {
            line = line.raw("is_refuted", true);
        }
        let names = ["first", "second", "third", "fourth"];
        for (name, access) in names.iter().zip(self.race.accesses()) {
            line = line.part(name, &access.json());
        }
        line
    }
}

impl Cell {
    /// Counts a change of the line that makes it.
    fn count(&mut self, access: &Access) {
        if access.action == Action::Store {
            (self.changes, self.stored) = (Some(Vec::new()), Some(access.clone()));
            return;
        }
        let Some(changes) = &mut self.changes else {
            return;
        };
        let mut known = changes.iter_mut();
        if let Some(known) = known.find(|known| ::std::ptr::eq(known.at, access.at)) {
            known.times += 1;
        } else if changes.len() < MAX_CHANGING_LINES {
            changes.push(Changes {
                action: access.action,
                at: access.at,
                times: 1,
            });
        } else {
            self.changes = None;
        }
    }

    /// Returns the looks of the same thread before this access, if another thread changed the cell since.
    fn overwritten_by(&self, access: &Access) -> Vec<Race> {
        let written = self.written.as_ref();
        let Some(between) = written.filter(|written| written.thread != access.thread) else {
            return Vec::new();
        };
        // What is computed from a newer value of an atomic loses nothing.
        let is_own = |look: &Look| look.access.thread == access.thread;
        let has_seen = |look: &Look| is_own(look) && look.access.number > between.number;
        if access.action == Action::Store && self.looks.iter().any(has_seen) {
            return Vec::new();
        }
        let looks = self.looks.iter().filter(|look| {
            is_own(look)
                && look.access.number < between.number
                && look.access.action != Action::Wait
                && may_overwrite(access.action)
        });
        // The last change may concern something other than the first one.
        let races = looks.flat_map(|look| {
            let first = look.changed.iter();
            // If both changes are at one place, the thread overwrites the last one.
            let first = first.filter(|first| !::std::ptr::eq(first.at, between.at));
            first.chain([between]).map(|between| Race::Overwrite {
                look: look.access.clone(),
                between: between.clone(),
                change: access.clone(),
            })
        });
        races.collect()
    }

    /// Makes room for another look of this thread.
    fn make_room(&mut self, thread: u32) {
        let is_own = |look: &Look| look.access.thread == thread;
        let own = self.looks.iter().filter(|look| is_own(look)).count();
        let oldest = if own >= MAX_LOOKS {
            let of_it = self
                .looks
                .iter()
                .enumerate()
                .filter(|(_, look)| is_own(look));
            of_it.min_by_key(|(_, look)| look.access.number)
        } else if self.looks.len() >= MAX_LOOKS_AT_A_CELL {
            let all = self.looks.iter().enumerate();
            all.min_by_key(|(_, look)| look.access.number)
        } else {
            None
        };
        if let Some((oldest, _)) = oldest {
            self.looks.swap_remove(oldest);
        }
    }
}

/// Whether a change may tell other threads that something else was done before.
fn may_announce(action: Action) -> bool {
    matches!(action, Action::Store | Action::FetchAdd)
}

/// Whether a change writes a value whatever is there: one that compares first, or keeps the larger, loses nothing.
fn may_overwrite(action: Action) -> bool {
    !matches!(
        action,
        Action::FetchMax
            | Action::FetchMin
            | Action::Swap
            | Action::Wait
            | Action::CompareAndSwap
            | Action::CompareExchange
            | Action::CompareExchangeWeak
    )
}
