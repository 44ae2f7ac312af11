//! What is live at a point of the run: its threads, the cells and guards that were not dropped, poisoned locks, and
//! waiting threads. A record that begins late begins with this.

use super::json_line::JsonLine;
use super::place::{CallPath, Place};
use super::races::Value;
use super::words::CellKind;
use ::std::collections::{BTreeMap, BTreeSet};
use ::std::sync::atomic::{AtomicBool, Ordering};
use ::std::sync::{Mutex, MutexGuard, PoisonError};

/// The maximum number of atomics to write when the record starts over. If there are more, each is written when it is
/// used again.
const MAX_ATOMICS: usize = 500;

/// The maximum number of cells, guards and threads to follow at the same time: a bound on memory.
const MAX_FOLLOWED: usize = 100_000;

#[derive(Debug)]
pub(super) struct GuardBegin {
    pub(super) cell: u32,
    pub(super) thread: u32,
    /// `shared` or `exclusive`.
    pub(super) access: &'static str,
    /// The number of read guards of the cell, and whether it has a write guard.
    pub(super) state: (u32, bool),
    pub(super) value: Value,
    pub(super) place: Option<Place>,
    pub(super) path: CallPath,
}

impl GuardBegin {
    pub(super) fn line(&self, guard: u32) -> JsonLine {
        let line = JsonLine::new("acquired")
            .raw("cell", self.cell)
            .raw("thread", self.thread)
            .raw("guard", guard)
            .text("access", self.access)
            .raw("read_guards", self.state.0)
            .raw("write_guard", self.state.1);
        let line = self.value.in_line(line);
        line.at(self.place.as_ref()).called_by(&self.path)
    }
}

#[derive(Debug)]
struct LiveCell {
    kind: CellKind,
    /// The lines about its creation and its poisoning.
    lines: Vec<String>,
}

/// Lines of the record, or what they are made from.
#[derive(Debug, Default)]
struct Live {
    /// How each thread began and ended.
    threads: Vec<String>,
    cells: BTreeMap<u32, LiveCell>,
    guards: BTreeMap<u32, GuardBegin>,
    /// Atomics that the record does not have since it started over. There may be many, and most are not used again.
    unannounced: BTreeSet<u32>,
    /// The wait of each thread that waits.
    waits: BTreeMap<u32, String>,
}

/// Whether something could not be followed since the last call of [`overflowed`].
static OVERFLOWED: AtomicBool = AtomicBool::new(false);

/// Returns whether, since the last call, there was too much to follow.
pub(super) fn overflowed() -> bool {
    OVERFLOWED.load(Ordering::Relaxed) && OVERFLOWED.swap(false, Ordering::Relaxed)
}

fn live() -> MutexGuard<'static, Live> {
    static LIVE: Mutex<Live> = Mutex::new(Live {
        threads: Vec::new(),
        cells: BTreeMap::new(),
        guards: BTreeMap::new(),
        unannounced: BTreeSet::new(),
        waits: BTreeMap::new(),
    });
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// Returns whether one more thing can be followed.
    fn has_room(&mut self) -> bool {
        let followed = self.threads.len() + self.cells.len() + self.guards.len();
        if followed < MAX_FOLLOWED {
            return true;
        }
        OVERFLOWED.store(true, Ordering::Relaxed);
        false
    }
}

impl LiveCell {
    /// Returns the lines, with a mark that the first use came before the record starts over.
    fn earlier(&self) -> String {
        let begin = "{\"event\":\"created\"";
        self.lines
            .concat()
            .replacen(begin, &format!("{begin},\"is_earlier\":true"), 1)
    }
}

/// Appends lines for everything that is live. Returns whether atomics are left out.
pub(super) fn write(text: &mut String) -> bool {
    let mut state = live();
    text.extend(state.threads.iter().map(String::as_str));
    let cells = state.cells.iter();
    let atomics = cells.clone().filter(|(_, cell)| cell.kind.is_atomic());
    let count = atomics.count();
    let is_left_out = |cell: &LiveCell| count > MAX_ATOMICS && cell.kind.is_atomic();
    let (left_out, others): (Vec<_>, Vec<_>) = cells.partition(|(_, cell)| is_left_out(cell));
    text.extend(others.iter().map(|(_, cell)| cell.earlier()));
    state.unannounced = left_out.into_iter().map(|(cell, _)| *cell).collect();
    for (guard, begin) in &state.guards {
        text.push_str(&begin.line(*guard).finish());
    }
    text.extend(state.waits.values().map(String::as_str));
    count > MAX_ATOMICS
}

/// Returns the line of a cell that the record does not have yet.
pub(super) fn announce(cell: u32) -> Option<String> {
    let mut state = live();
    let is_unannounced = state.unannounced.remove(&cell);
    let cell = state.cells.get(&cell).filter(|_| is_unannounced);
    cell.map(LiveCell::earlier)
}

pub(super) fn add_thread(line: &str) {
    let mut state = live();
    if state.has_room() {
        state.threads.push(line.to_owned());
    }
}

pub(super) fn add_cell(cell: u32, kind: CellKind, line: &str) {
    let mut state = live();
    if state.has_room() {
        let lines = vec![line.to_owned()];
        state.cells.insert(cell, LiveCell { kind, lines });
    }
}

/// Records which thread poisoned a cell.
pub(super) fn add_poisoning(cell: u32, line: &str) {
    if let Some(cell) = live().cells.get_mut(&cell) {
        // The first line says what created the cell.
        cell.lines.truncate(1);
        cell.lines.push(line.to_owned());
    }
}

pub(super) fn remove_poisoning(cell: u32) {
    if let Some(cell) = live().cells.get_mut(&cell) {
        cell.lines.truncate(1);
    }
}

pub(super) fn remove_cell(cell: u32) {
    live().cells.remove(&cell);
}

pub(super) fn add_guard(guard: u32, begin: GuardBegin) {
    let mut state = live();
    if state.has_room() {
        state.guards.insert(guard, begin);
    }
}

pub(super) fn remove_guard(guard: u32) {
    live().guards.remove(&guard);
}

pub(super) fn add_wait(thread: u32, line: &str) {
    live().waits.insert(thread, line.to_owned());
}

pub(super) fn remove_wait(thread: u32) {
    live().waits.remove(&thread);
}
