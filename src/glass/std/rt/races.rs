//! Watches accesses to what threads share, for changes that came between a thread's look at a value and its own change,
//! and for threads that look at the same value again and again.
//!
//! A look is a load, or a lock whose guard was not used mutably. What is found is kept until the run ends, so that it is
//! known also after millions of events; a record has it as `race`, `polls` and `written`.

use super::json_line::JsonLine;
use super::object::Id;
use super::place::{CallPath, Place};
use super::settings::settings;
use super::{record, scheduler, threads};
use ::std::collections::BTreeMap;
use ::std::fmt::{self, Display, Formatter};
use ::std::panic::Location;
use ::std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many looks are remembered of one thread at one cell, each at another place.
const MAX_LOOKS: usize = 4;
/// How many looks are remembered at one cell.
const MAX_LOOKS_AT_A_CELL: usize = 64;
/// How many different races are kept, and how many that may be some.
const MAX_RACES: usize = 128;
const MAX_HINTS: usize = 64;
/// How many call paths are looked up at first, whatever the access: each takes 50 to 70 microseconds.
const MAX_FIRST_PATHS: u32 = 1_000;
/// How many are looked up because of one hint, and at the places that the environment names.
const MAX_PATHS_OF_A_HINT: u32 = 500;
const MAX_PATHS_AT_GIVEN_PLACES: u32 = 1_000;
/// How many are looked up shortly before or after another thread runs, where races are.
const MAX_PATHS_NEAR_A_SWITCH: u32 = 10_000;
/// How many looks in a row, at a value that did not change, count as polling.
const MIN_POLLS: u64 = 100;
/// How many changed cells are listed beside those that threads poll.
const MAX_WRITTEN: usize = 200;

/// A value that was read or written, if it is a simple one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Unknown,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => Ok(()),
            Self::Bool(value) => value.fmt(f),
            Self::Signed(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
        }
    }
}

/// The content of an atomic.
pub(crate) trait Simple {
    fn value(&self) -> Value;
}

impl Simple for bool {
    fn value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl<T> Simple for *mut T {
    fn value(&self) -> Value {
        Value::Unknown
    }
}

macro_rules! simple {
    ($($ty:ty, $variant:ident);+) => {
        $(impl Simple for $ty {
            fn value(&self) -> Value {
                (*self).try_into().map_or(Value::Unknown, Value::$variant)
            }
        })+
    };
}

simple!(
    i8, Signed; i16, Signed; i32, Signed; i64, Signed; isize, Signed;
    u8, Unsigned; u16, Unsigned; u32, Unsigned; u64, Unsigned; usize, Unsigned
);

type CallerPlace = &'static Location<'static>;

/// An access to a cell by a thread.
#[derive(Clone, Debug)]
pub(super) struct Access {
    thread: u32,
    /// Counts all accesses of the run.
    number: u64,
    what: &'static str,
    value: Value,
    at: CallerPlace,
    path: Option<Arc<str>>,
}

/// The last look of a thread at a cell, at one place.
#[derive(Clone, Debug)]
struct Look {
    access: Access,
    /// How often in a row, without a change of the cell.
    times: u64,
    /// What the thread had seen before, if another thread had written that, and nobody this cell.
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
struct Cell {
    kind: &'static str,
    made: Option<CallerPlace>,
    writes: u64,
    written: Option<Access>,
    looks: Vec<Look>,
    /// Threads that went on with the first value of this cell, which was written too late: the races' indices.
    late: Vec<usize>,
}

/// Accesses in an order that may be wrong.
#[derive(Debug)]
struct Race {
    /// `overwrite` or `late`.
    kind: &'static str,
    cell: usize,
    /// The cell that announced another one.
    by: usize,
    accesses: Vec<Access>,
    times: u64,
    refuted: bool,
}

/// The places of accesses that may be a race, of which not all call paths are known.
#[derive(Debug)]
struct Hint {
    kind: &'static str,
    places: Vec<CallerPlace>,
    /// How many call paths may be looked up because of it.
    left: u32,
}

impl Race {
    fn is_alike(&self, kind: &str, accesses: &[Access]) -> bool {
        let mut pairs = self.accesses.iter().zip(accesses);
        self.kind == kind
            && pairs.all(|(own, other)| ::std::ptr::eq(own.at, other.at) && own.path == other.path)
    }

    fn line(&self, cells: &[Cell]) -> JsonLine {
        let cell = &cells[self.cell];
        let mut line = JsonLine::new("race")
            .text("what", self.kind)
            .raw("cell", self.cell + 1)
            .raw("by", self.by + 1)
            .raw("times", self.times)
            .text("kind", cell.kind)
            .at(cell.made.map(Place::from).as_ref());
        for (name, access) in ["first", "second", "third", "fourth"]
            .iter()
            .zip(&self.accesses)
        {
            line = line.part(name, &access.json());
        }
        line
    }
}

impl Access {
    fn json(&self) -> JsonLine {
        let line = JsonLine::part_of("thread", self.thread)
            .text("what", self.what)
            .at(Some(&Place::from(self.at)));
        let line = match self.value {
            Value::Unknown => line,
            value => line.text("value", &value.to_string()),
        };
        match &self.path {
            Some(path) => line.text("path", path),
            None => line,
        }
    }
}

#[derive(Debug)]
struct Watch {
    accesses: u64,
    cells: Vec<Cell>,
    /// What each thread saw last that another one had written.
    announced: BTreeMap<u32, Announced>,
    races: Vec<Race>,
    hints: Vec<Hint>,
    /// How many call paths were looked up whatever the access.
    first_paths: u32,
    /// How many may still be looked up at the places that the environment names, and near a switch.
    given_left: u32,
    left_near_a_switch: u32,
}

fn watch() -> MutexGuard<'static, Watch> {
    static WATCH: Mutex<Watch> = Mutex::new(Watch {
        accesses: 0,
        cells: Vec::new(),
        announced: BTreeMap::new(),
        races: Vec::new(),
        hints: Vec::new(),
        first_paths: 0,
        given_left: MAX_PATHS_AT_GIVEN_PLACES,
        left_near_a_switch: MAX_PATHS_NEAR_A_SWITCH,
    });
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a lock's guard did between its creation and its drop.
#[derive(Debug)]
pub(super) struct Section {
    what: &'static str,
    at: CallerPlace,
    path: Option<Arc<str>>,
    wrote: bool,
}

impl Section {
    pub(super) fn begin(what: &'static str, at: CallerPlace) -> Self {
        Self {
            what,
            at,
            path: call_path(at),
            wrote: false,
        }
    }

    /// Notes that the guard gave mutable access.
    pub(super) fn set_written(&mut self) {
        self.wrote = true;
    }

    /// Notes that the lock was taken again after a wait, so that the program looks again.
    pub(super) fn set_waited(&mut self) {
        self.what = "wait";
    }

    pub(super) fn end(&mut self, cell: Id) {
        let path = self.path.take();
        if self.wrote {
            wrote(cell, self.what, Value::Unknown, self.at, path);
        } else {
            looked(cell, self.what, Value::Unknown, self.at, path);
        }
    }
}

/// Notes what a cell is.
pub(super) fn made(cell: Id, kind: &'static str, made: Option<CallerPlace>) {
    record::set_findings(write_findings);
    let mut watch = watch();
    let cell = watch.cell(cell);
    (cell.kind, cell.made) = (kind, made);
}

/// Notes that the current thread looked at a value.
#[track_caller]
pub(crate) fn record_look(cell: Id, what: &'static str, value: Value) {
    if record::with_lines() {
        let at = Location::caller();
        looked(cell, what, value, at, call_path(at));
    }
}

/// Notes that the current thread wrote a value.
#[track_caller]
pub(crate) fn record_write(cell: Id, what: &'static str, value: Value) {
    if record::with_lines() {
        let at = Location::caller();
        wrote(cell, what, value, at, call_path(at));
    }
}

/// Returns the calls that led here, if they may be needed: each of the first times at a place, and where a race was seen.
fn call_path(at: CallerPlace) -> Option<Arc<str>> {
    if !threads::are_several() {
        return None;
    }
    let is_wanted = watch().wants_path(at);
    is_wanted.then(|| CallPath::always().text().into())
}

fn looked(cell: Id, what: &'static str, value: Value, at: CallerPlace, path: Option<Arc<str>>) {
    let mut watch = watch();
    let access = watch.access(what, value, at, path);
    watch.looked(cell.index(), access);
}

fn wrote(cell: Id, what: &'static str, value: Value, at: CallerPlace, path: Option<Arc<str>>) {
    let mut watch = watch();
    let access = watch.access(what, value, at, path);
    watch.wrote(cell.index(), access);
}

impl Watch {
    fn cell(&mut self, id: Id) -> &mut Cell {
        let index = id.index();
        if self.cells.len() <= index {
            self.cells.resize_with(index + 1, Cell::default);
        }
        &mut self.cells[index]
    }

    fn access(
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

    fn wants_path(&mut self, at: CallerPlace) -> bool {
        if self.first_paths < MAX_FIRST_PATHS {
            self.first_paths += 1;
            return true;
        }
        let is_of_hint = |hint: &&mut Hint| {
            let mut places = hint.places.iter();
            places.any(|place| ::std::ptr::eq(*place, at))
        };
        let left = match self.hints.iter_mut().find(is_of_hint) {
            Some(hint) => &mut hint.left,
            None if is_given(at) => &mut self.given_left,
            None => return false,
        };
        let left = if *left == 0 && scheduler::is_near_a_switch(threads::me()) {
            &mut self.left_near_a_switch
        } else {
            left
        };
        let is_wanted = *left > 0;
        *left -= u32::from(is_wanted);
        is_wanted
    }

    fn looked(&mut self, index: usize, access: Access) {
        if !threads::are_several() {
            return;
        }
        let thread = access.thread;
        let Some(cell) = self.cells.get_mut(index) else {
            return;
        };
        for &race in &cell.late {
            let seen = &self.races[race].accesses[2];
            // It did come back to the cell.
            self.races[race].refuted |= seen.thread == thread && ::std::ptr::eq(seen.at, access.at);
        }
        let written = cell.written.clone();
        let after = self.announced.get(&thread);
        let after = after.filter(|before| before.cell != index && cell.writes == 0);
        let same = |look: &&mut Look| {
            look.access.thread == thread && ::std::ptr::eq(look.access.at, access.at)
        };
        if let Some(look) = cell.looks.iter_mut().find(same) {
            let is_unchanged = written
                .as_ref()
                .is_none_or(|written| written.number < look.access.number);
            look.times = if is_unchanged { look.times + 1 } else { 1 };
            if after.is_some() {
                look.after = after.cloned();
            }
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

    fn wrote(&mut self, index: usize, access: Access) {
        let thread = access.thread;
        let Some(cell) = self.cells.get_mut(index) else {
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
                let accesses = vec![look.access.clone(), between.clone(), access.clone()];
                found.push(("overwrite", index, accesses));
            }
            if let Some(after) = &look.after
                && cell.writes == 0
                && look.access.thread != thread
                && after.written.thread == thread
            {
                let accesses = vec![
                    after.written.clone(),
                    after.seen.clone(),
                    look.access.clone(),
                    access.clone(),
                ];
                found.push(("late", after.cell, accesses));
            }
        }
        cell.looks.retain(|look| look.access.thread != thread);
        cell.writes += 1;
        cell.written = Some(access);
        for (kind, by, accesses) in found {
            self.add(kind, index, by, accesses);
        }
    }

    fn add(&mut self, kind: &'static str, cell: usize, by: usize, accesses: Vec<Access>) {
        if accesses.iter().any(|access| access.path.is_none()) {
            self.add_hint(kind, &accesses);
            return;
        }
        let mut races = self.races.iter();
        let known = races.position(|race| race.is_alike(kind, &accesses));
        let at = if let Some(known) = known {
            let race = &mut self.races[known];
            race.times += 1;
            if !race.refuted {
                return;
            }
            (race.refuted, race.cell, race.by) = (false, cell, by);
            race.accesses = accesses;
            known
        } else if self.races.len() < MAX_RACES {
            self.races.push(Race {
                kind,
                cell,
                by,
                accesses,
                times: 1,
                refuted: false,
            });
            self.races.len() - 1
        } else {
            return;
        };
        if kind == "late" {
            self.cells[cell].late.push(at);
        } else if known.is_none() {
            // A run that is killed has it, too.
            record::write_always(self.races[at].line(&self.cells));
        }
    }

    fn add_hint(&mut self, kind: &'static str, accesses: &[Access]) {
        let is_known = self.hints.iter().any(|hint| {
            let mut pairs = hint.places.iter().zip(accesses);
            hint.kind == kind && pairs.all(|(own, other)| ::std::ptr::eq(*own, other.at))
        });
        if !is_known && self.hints.len() < MAX_HINTS {
            let hint = Hint {
                kind,
                places: accesses.iter().map(|access| access.at).collect(),
                left: MAX_PATHS_OF_A_HINT,
            };
            record::write_always(hint.line());
            self.hints.push(hint);
        }
    }
}

impl Hint {
    fn line(&self) -> JsonLine {
        let places = self.places.iter().map(|place| place_text(place));
        JsonLine::new("hint").text("what", &places.collect::<Vec<_>>().join(";"))
    }
}

/// `src/main.rs:3:5`
fn place_text(place: &Location<'_>) -> String {
    format!("{}:{}:{}", place.file(), place.line(), place.column())
}

/// Whether the environment names this place.
fn is_given(place: &Location<'_>) -> bool {
    let given = &settings().races;
    !given.is_empty() && given.contains(&place_text(place))
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

/// Writes what was found by the end of a run.
fn write_findings(with_polls: bool) {
    write_races();
    if with_polls {
        write_polls();
    }
}

fn write_races() {
    let watch = watch();
    for race in watch.races.iter().filter(|race| !race.refuted) {
        record::write_always(race.line(&watch.cells));
    }
}

/// Writes what threads look at again and again, and what was changed.
fn write_polls() {
    let watch = watch();
    let recent = watch.accesses.saturating_sub(100_000);
    let mut polls = false;
    for (number, cell) in (1..).zip(&watch.cells) {
        let polled = cell.looks.iter();
        let polled = polled.filter(|look| look.times >= MIN_POLLS && look.access.number > recent);
        for look in polled {
            polls = true;
            record::announce(Id::from_index(number - 1));
            let line = JsonLine::new("polls").raw("cell", number);
            let line = line.raw("times", look.times);
            record::write_always(line.part("first", &look.access.json()));
        }
    }
    if !polls {
        return;
    }
    let written = (1..).zip(&watch.cells);
    let written = written.filter_map(|(number, cell)| Some((number, cell.written.as_ref()?, cell)));
    for (number, last, cell) in written.take(MAX_WRITTEN) {
        record::announce(Id::from_index(number - 1));
        let line = JsonLine::new("written").raw("cell", number);
        let line = line.raw("times", cell.writes);
        record::write_always(line.part("first", &last.json()));
    }
}
