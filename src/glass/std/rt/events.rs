//! The events that twins and guards write to the record.

use super::object::Id;
use super::place::Place;
use super::record::{JsonLine, has_room, write_event};
use super::{statics, threads};
use ::std::panic::Location;

/// How a guard holds its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Together with other readers.
    Shared,
    Exclusive,
}

impl Hold {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Exclusive => "alone",
        }
    }
}

/// Starts a line about a cell and the current thread.
fn about(name: &str, cell: Id) -> JsonLine {
    JsonLine::new(name)
        .raw("cell", cell.number())
        .raw("thread", threads::me())
}

pub(super) fn made(
    cell: Id,
    kind: &str,
    of: &str,
    made: &'static Location<'static>,
    address: usize,
    owns: bool,
) {
    if has_room() {
        let line = about("made", cell)
            .text("kind", kind)
            .text("of", of)
            .raw("owns", owns)
            .raw("fixed", statics::contain(address));
        // Recorded at the first use: if std created it, as `Vec::clone` does, the stack no longer shows who asked for it.
        write_event(line.at(Place::if_own(made).as_ref()));
    }
}

pub(super) fn dropped(cell: Id) {
    if has_room() {
        write_event(about("dropped", cell).at(Place::innermost().as_ref()));
    }
}

pub(super) fn began(
    guard: u32,
    cell: Id,
    how: Hold,
    state: (u32, bool),
    caller: &'static Location<'static>,
) {
    let line = about("began", cell)
        .raw("guard", guard)
        .text("how", how.word())
        .raw("readers", state.0)
        .raw("writer", state.1);
    write_event(line.at(Place::of_call(caller).as_ref()));
}

pub(super) fn ended(guard: u32, cell: Id, state: (u32, bool), place: Option<&Place>) {
    let line = about("ended", cell)
        .raw("guard", guard)
        .raw("unwinding", ::std::thread::panicking())
        .raw("readers", state.0)
        .raw("writer", state.1);
    write_event(line.at(place));
}

/// Records that the current thread asked for a guard and did not get it.
#[track_caller]
pub(crate) fn record_refusal(cell: Id, how: Hold, panics: bool) {
    if has_room() {
        let line = about("refused", cell)
            .text("how", how.word())
            .raw("panics", panics);
        write_event(line.at(Place::of_call(Location::caller()).as_ref()));
    }
}

/// Records another operation on a cell, such as `load`, `send` or `notify_one`, with the value that it wrote or read.
#[track_caller]
pub(crate) fn record_operation(cell: Id, what: &str, value: Option<&dyn ::std::fmt::Debug>) {
    if has_room() {
        let mut line = about("did", cell).text("what", what);
        if let Some(value) = value {
            line = line.text("value", &format!("{value:?}"));
        }
        write_event(line.at(Place::of_call(Location::caller()).as_ref()));
    }
}

/// Records that a panic poisoned a cell.
pub(crate) fn record_poisoning(cell: Id) {
    if has_room() {
        write_event(about("poisoned", cell).at(Place::innermost().as_ref()));
    }
}
