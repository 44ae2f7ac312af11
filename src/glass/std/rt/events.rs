//! The events that twins and guards write to the record.

use super::json_line::JsonLine;
use super::live::{self, GuardBegin};
use super::memory::Element;
use super::object::Id;
use super::place::{CallPath, Place};
use super::races::Value;
use super::record::{self, count_event, with_lines, write_event, write_line};
use super::words::{Action, CellKind};
use super::{races, statics, threads};
use ::std::panic::Location;

/// How a guard holds its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Together with other readers.
    Shared,
    Exclusive,
}

impl Hold {
    fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Exclusive => "exclusive",
        }
    }
}

/// Starts a line about a cell and the current thread.
fn about(name: &str, cell: Id) -> JsonLine {
    record::announce(cell);
    JsonLine::new(name)
        .raw("cell", cell.number())
        .raw("thread", threads::me())
}

pub(super) struct Position {
    pub(super) address: usize,
    /// Which element of which list it is.
    pub(super) element: Option<Element>,
}

pub(super) fn created(
    cell: Id,
    (kind, content_type): (CellKind, &str),
    made: Option<&'static Location<'static>>,
    position: impl FnOnce() -> Position,
    owns: bool,
    limit: Option<usize>,
) {
    if with_lines() {
        races::made(cell, kind, made);
        let Position { address, element } = position();
        let on_stack = is_on_stack(address);
        let line = about("created", cell)
            .text("kind", kind.word())
            .text("content_type", content_type)
            .raw("may_own_cells", owns)
            .raw("is_static", statics::contain(address))
            .raw("address", address)
            .raw("on_stack", on_stack);
        let line = match element {
            Some(Element { index, list }) => line.raw("index", index).raw("list", list),
            None => line,
        };
        let line = match limit {
            Some(limit) => line.raw("capacity", limit),
            None => line,
        };
        // Recorded at the first use: if std created it, as `Vec::clone` does, the stack no longer shows which code
        // asked for it.
        let line = line.at(made.and_then(Place::if_own).as_ref()).finish();
        live::add_cell(cell.number(), kind, &line);
        if count_event() {
            write_line(&line);
        }
    }
}

/// Whether an address is just above a local variable of the current thread.
fn is_on_stack(address: usize) -> bool {
    /// The usual size of the main thread's stack.
    const MAX_STACK: usize = 8 << 20;
    let local = 0_u8;
    let distance = address.checked_sub((&raw const local).addr());
    distance.is_some_and(|distance| distance < MAX_STACK)
}

pub(super) fn dropped(cell: Id) {
    if with_lines() {
        live::remove_cell(cell.number());
        if count_event() {
            write_event(about("dropped", cell).at(Place::innermost().as_ref()));
        }
    }
}

pub(super) fn acquired(
    guard: u32,
    cell: Id,
    how: Hold,
    (state, value): ((u32, bool), Value),
    caller: &'static Location<'static>,
) {
    let is_written = count_event();
    let begin = GuardBegin {
        cell: cell.number(),
        thread: threads::me(),
        access: how.word(),
        state,
        value,
        place: if is_written {
            Place::of_call(caller)
        } else {
            Place::if_own(caller)
        },
        path: if is_written {
            CallPath::here()
        } else {
            CallPath::default()
        },
    };
    if is_written {
        write_event(begin.line(guard));
    }
    live::add_guard(guard, begin);
}

pub(super) fn released(guard: u32, cell: Id, state: (u32, bool), (wrote, written): (bool, Value)) {
    live::remove_guard(guard);
    if count_event() {
        let mut line = about("released", cell)
            .raw("guard", guard)
            .raw("unwinding", ::std::thread::panicking())
            .raw("read_guards", state.0)
            .raw("write_guard", state.1);
        if wrote {
            line = written.in_line(line.raw("wrote", wrote));
        }
        // If a panic dropped it, only the path shows which function had it.
        write_event(if ::std::thread::panicking() {
            let path = CallPath::always();
            line.at(path.place()).called_by(&path)
        } else {
            line.at(Place::innermost().as_ref())
        });
    }
}

/// Records that the current thread asked for a guard and did not get it.
#[track_caller]
pub(crate) fn record_refusal(cell: Id, how: Hold, panics: bool) {
    if panics {
        record::reopen();
    }
    if count_event() {
        let line = about("refused", cell)
            .text("access", how.word())
            .raw("panics", panics);
        let line = line.called_by(&CallPath::here());
        let place = Place::of_call(Location::caller());
        write_event(line.at(place.as_ref()));
    }
}

/// Records another operation on a cell with the value that it wrote or read.
#[track_caller]
pub(crate) fn record_operation(cell: Id, action: Action, value: Option<&dyn ::std::fmt::Debug>) {
    record_operation_of(cell, action, value, None);
}

/// Records an operation of one of the senders of a channel, which are numbered from 1.
#[track_caller]
pub(crate) fn record_operation_of(
    cell: Id,
    action: Action,
    value: Option<&dyn ::std::fmt::Debug>,
    sender: Option<u32>,
) {
    if action == Action::ClearPoison && with_lines() {
        live::remove_poisoning(cell.number());
    }
    if count_event() {
        let mut line = about("operation", cell).text("action", action.word());
        if let Some(value) = value {
            line = line.text("value", &format!("{value:?}"));
        }
        if let Some(sender) = sender {
            line = line.raw("sender", sender);
        }
        // The calls that led to a `set` may show how a cycle was closed, those that led to a `wait` show what a thread
        // did not return to, and those that led to the clone of a sender show which value was cloned.
        if matches!(action, Action::Set | Action::Wait | Action::CloneSender) {
            line = line.called_by(&CallPath::here());
        }
        let place = Place::of_call(Location::caller());
        write_event(line.at(place.as_ref()));
    }
}

pub(crate) fn record_poisoning(cell: Id) {
    if with_lines() {
        record::reopen();
        let line = about("poisoned", cell).at(Place::innermost().as_ref());
        let line = line.finish();
        live::add_poisoning(cell.number(), &line);
        if count_event() {
            write_line(&line);
        }
    }
}
