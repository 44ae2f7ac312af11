//! The last accesses to each cell, and what may be a race among them.

use super::access::{Access, CallerPlace, Value};
use super::paths::Paths;
use crate::rt::json_line::JsonLine;
use crate::rt::object::Id;
use crate::rt::place::Place;
use crate::rt::{record, threads};
use ::std::collections::BTreeMap;
use ::std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many looks are remembered of one thread at one cell, each at another place.
const MAX_LOOKS: usize = 4;
/// How many looks are remembered at one cell.
const MAX_LOOKS_AT_A_CELL: usize = 64;
/// How many different races are kept.
const MAX_RACES: usize = 128;

/// The last look of a thread at a cell, at one place.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) access: Access,
    /// How often in a row, without a change of the cell.
    pub(super) times: u64,
    /// What the thread had seen before, if another thread had written that after the last change of this cell.
    after: Option<Announced>,
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
    kind: &'static str,
    made: Option<CallerPlace>,
    pub(super) writes: u64,
    pub(super) written: Option<Access>,
    pub(super) looks: Vec<Look>,
    /// The races of threads that went on with an old value of this cell, as indices.
    late: Vec<usize>,
}

/// Accesses in an order that may be wrong.
#[derive(Debug)]
enum Race {
    /// A thread changed the cell after a look, and another one in between.
    Overwrite {
        look: Access,
        between: Access,
        change: Access,
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
}

/// A race, and how often it was found.
#[derive(Debug)]
struct FoundRace {
    race: Race,
    cell: usize,
    times: u64,
    /// Whether the thread that saw an old value came back for the new one.
    is_refuted: bool,
}

#[derive(Debug)]
pub(super) struct Watch {
    pub(super) accesses: u64,
    pub(super) cells: Vec<Cell>,
    /// What each thread saw last that another one had written.
    announced: BTreeMap<u32, Announced>,
    races: Vec<FoundRace>,
    pub(super) paths: Paths,
}

pub(super) fn watch() -> MutexGuard<'static, Watch> {
    static WATCH: Mutex<Watch> = Mutex::new(Watch {
        accesses: 0,
        cells: Vec::new(),
        announced: BTreeMap::new(),
        races: Vec::new(),
        paths: Paths::new(),
    });
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    pub(super) fn made(&mut self, cell: Id, kind: &'static str, made: Option<CallerPlace>) {
        let index = cell.index();
        if self.cells.len() <= index {
            self.cells.resize_with(index + 1, Cell::default);
        }
        let cell = &mut self.cells[index];
        (cell.kind, cell.made) = (kind, made);
    }

    /// Numbers an access of the current thread.
    pub(super) fn access(
        &mut self,
        what: &'static str,
        value: Value,
        at: CallerPlace,
        path: Option<Arc<str>>,
    ) -> Access {
        self.accesses += 1;
        Access {
            thread: threads::me(),
            number: self.accesses,
            what,
            value,
            at,
            path,
        }
    }

    pub(super) fn looked(&mut self, cell: Id, access: Access) {
        let index = cell.index();
        if !threads::are_several() || index >= self.cells.len() {
            return;
        }
        self.refute_late(index, &access);
        let thread = access.thread;
        let cell = &mut self.cells[index];
        let written = cell.written.clone();
        let after = self.announced.get(&thread);
        let after = after.filter(|before| {
            let is_older = |written: &Access| {
                (written.thread == before.written.thread) && written.number < before.written.number
            };
            before.cell != index && written.as_ref().is_none_or(is_older)
        });
        let same = |look: &&mut Look| {
            look.access.thread == thread && ::std::ptr::eq(look.access.at, access.at)
        };
        if let Some(look) = cell.looks.iter_mut().find(same) {
            let is_unchanged = written
                .as_ref()
                .is_none_or(|written| written.number < look.access.number);
            look.times = if is_unchanged { look.times + 1 } else { 1 };
            look.after = after
                .cloned()
                .or(look.after.take().filter(|_| cell.writes == 0));
            look.access = access.clone();
        } else {
            cell.make_room(thread);
            cell.looks.push(Look {
                access: access.clone(),
                times: 1,
                after: after.cloned(),
            });
        }
        if let Some(written) = written.filter(|written| written.thread != thread) {
            self.announced.insert(
                thread,
                Announced {
                    cell: index,
                    written,
                    seen: access,
                },
            );
        }
    }

    /// Notes that a thread came back to a cell of which it had seen an old value. If it has seen a newer announcement since,
    /// it came for that one.
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
        let mut found = Vec::new();
        for look in &cell.looks {
            let between = cell
                .written
                .as_ref()
                .filter(|written| written.thread != thread && written.number > look.access.number);
            if let Some(between) = between
                && look.access.thread == thread
                && may_overwrite(access.what)
                && look.access.what != "wait"
            {
                found.push(Race::Overwrite {
                    look: look.access.clone(),
                    between: between.clone(),
                    change: access.clone(),
                });
            }
            if let Some(after) = &look.after
                && look.access.thread != thread
                && after.written.thread == thread
                && (cell.writes == 0 || self.is_protocol(after, look, &access))
            {
                found.push(Race::Late(Late {
                    by: after.cell,
                    announced: after.written.clone(),
                    seen: after.seen.clone(),
                    missed: look.access.clone(),
                    stored: access.clone(),
                }));
            }
        }
        let cell = &mut self.cells[index];
        cell.looks.retain(|look| look.access.thread != thread);
        cell.writes += 1;
        cell.written = Some(access);
        for race in found {
            self.add(race, index);
        }
    }

    /// Whether a store of a cell that was changed before may belong to the store that another thread saw: both only store,
    /// and the value that it missed is another one.
    fn is_protocol(&self, after: &Announced, look: &Look, stored: &Access) -> bool {
        let last = self.cells[after.cell].written.as_ref();
        let is_last = last.is_some_and(|last| last.number == after.written.number);
        let only_stores = [after.written.what, stored.what] == ["store", "store"];
        is_last && only_stores && look.access.value != stored.value
    }

    fn add(&mut self, race: Race, cell: usize) {
        if race.accesses().iter().any(|access| access.path.is_none()) {
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
            // A run that is killed has it, too.
            record::write_always(self.races[at].line(&self.cells));
        }
    }

    pub(super) fn write_races(&self) {
        for race in self.races.iter().filter(|race| !race.is_refuted) {
            record::write_always(race.line(&self.cells));
        }
    }
}

impl Race {
    fn name(&self) -> &'static str {
        match self {
            Self::Overwrite { .. } => "overwrite",
            Self::Late(_) => "late",
        }
    }

    /// Returns its accesses, in the order in which they happened.
    fn accesses(&self) -> Vec<&Access> {
        match self {
            Self::Overwrite {
                look,
                between,
                change,
            } => vec![look, between, change],
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
        let by = match &self.race {
            Race::Overwrite { .. } => self.cell,
            Race::Late(late) => late.by,
        };
        let mut line = JsonLine::new("race")
            .text("what", self.race.name())
            .raw("cell", self.cell + 1)
            .raw("by", by + 1)
            .raw("times", self.times)
            .text("kind", cell.kind)
            .at(cell.made.map(Place::from).as_ref());
        let names = ["first", "second", "third", "fourth"];
        for (name, access) in names.iter().zip(self.race.accesses()) {
            line = line.part(name, &access.json());
        }
        line
    }
}

impl Cell {
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

/// Whether a change writes a value whatever is there: one that compares first, or keeps the larger, loses nothing.
fn may_overwrite(what: &str) -> bool {
    let others = ["fetch_max", "fetch_min", "swap", "wait"];
    !others.contains(&what) && !what.starts_with("compare")
}
