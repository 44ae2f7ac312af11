//! The three kinds of access to an atomic: load, store or exchange, and conditional exchange. Each is one step.

use crate::rt::{Id, Op, Simple, mark_idle, record_look, record_operation, record_write, step};
use ::std::fmt::{Debug, Formatter, Result as Written};

/// Formats the old and the new value.
struct Change<V> {
    old: V,
    new: V,
}

impl<V: Debug> Debug for Change<V> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "{:?} -> {:?}", self.old, self.new)
    }
}

/// Formats the value that a failed exchange found.
struct Found<V> {
    found: V,
    wanted: V,
}

impl<V: Debug> Debug for Found<V> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "{:?}, not {:?}", self.found, self.wanted)
    }
}

/// Reads the value.
#[track_caller]
pub(super) fn look<V: Debug + Simple>(id: Id, what: &'static str, look: impl FnOnce() -> V) -> V {
    step(Op::reads(id, what));
    let value = look();
    record_look(id, what, value.value());
    record_operation(id, what, Some(&value));
    value
}

/// Writes a value unconditionally. `change` returns the old and the new value.
#[track_caller]
pub(super) fn change<V: Debug + PartialEq + Copy + Simple>(
    id: Id,
    what: &'static str,
    change: impl FnOnce() -> (V, V),
) -> V {
    step(Op::writes(id, what));
    let (old, new) = change();
    // A `swap(true)` on a spin lock that is taken changes nothing.
    if old == new {
        mark_idle();
    }
    if old == new && what != "store" {
        record_look(id, what, new.value());
    } else {
        record_write(id, what, new.value());
    }
    record_operation(id, what, Some(&Change { old, new }));
    old
}

/// Exchanges the value if it is the expected one.
#[track_caller]
pub(super) fn exchange<V: Debug + PartialEq + Copy + Simple>(
    id: Id,
    what: &'static str,
    (wanted, new): (V, V),
    exchange: impl FnOnce() -> Result<V, V>,
) -> Result<V, V> {
    step(Op::writes(id, what));
    let result = exchange();
    match result {
        Ok(old) => {
            record_write(id, what, new.value());
            record_operation(id, what, Some(&Change { old, new }));
        }
        Err(found) => {
            mark_idle();
            record_look(id, what, found.value());
            record_operation(id, what, Some(&Found { found, wanted }));
        }
    }
    result
}
