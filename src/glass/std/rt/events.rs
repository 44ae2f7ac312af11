//! What twins and guards write into the record.

use super::object::Id;
use super::place::Place;
use super::record::{Line, event, has_room};
use super::{statics, threads};
use ::std::panic::Location;

/// How a guard holds its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Together with others that only read.
    Shared,
    /// Alone.
    Alone,
}

impl Hold {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Alone => "alone",
        }
    }
}

/// Begins a line about a cell and the thread that is at it.
fn about(name: &str, cell: Id) -> Line {
    Line::new(name)
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
        // Written down at its first use: if std made it, as `Vec::clone` does, the stack no longer says for whom.
        event(line.at(Place::if_own(made).as_ref()));
    }
}

pub(super) fn dropped(cell: Id) {
    if has_room() {
        event(about("dropped", cell).at(Place::innermost().as_ref()));
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
    event(line.at(Place::of_call(caller).as_ref()));
}

pub(super) fn ended(guard: u32, cell: Id, state: (u32, bool), place: Option<&Place>) {
    let line = about("ended", cell)
        .raw("guard", guard)
        .raw("unwinding", ::std::thread::panicking())
        .raw("readers", state.0)
        .raw("writer", state.1);
    event(line.at(place));
}

/// Somebody asked for a guard and did not get it.
#[track_caller]
pub(crate) fn refused(cell: Id, how: Hold, panics: bool) {
    if has_room() {
        let line = about("refused", cell)
            .text("how", how.word())
            .raw("panics", panics);
        event(line.at(Place::of_call(Location::caller()).as_ref()));
    }
}

/// Something else was done with a cell: `load`, `send`, `notify_one`…, and the value that went in or came out.
#[track_caller]
pub(crate) fn did(cell: Id, what: &str, value: Option<&dyn ::std::fmt::Debug>) {
    if has_room() {
        let mut line = about("did", cell).text("what", what);
        if let Some(value) = value {
            line = line.text("value", &format!("{value:?}"));
        }
        event(line.at(Place::of_call(Location::caller()).as_ref()));
    }
}

/// A guard, or the one who made a value, came to its end in a panic and left its cell poisoned.
pub(crate) fn poisoned(cell: Id) {
    if has_room() {
        event(about("poisoned", cell).at(Place::innermost().as_ref()));
    }
}
