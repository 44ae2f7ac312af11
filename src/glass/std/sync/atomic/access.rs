//! The three kinds of access to an atomic: load, store or exchange, and conditional exchange. Each is one step.

use crate::rt::{
    Id, Op, Simple, mark_idle, record_look, record_operation, record_write, step_of_atomic,
};
use ::std::fmt::{Debug, Formatter, Result as Written};
use ::std::sync::atomic::Ordering;

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
pub(super) fn look<V: Debug + Simple>(
    id: Id,
    what: &'static str,
    order: Ordering,
    look: impl FnOnce() -> V,
) -> V {
    step_of_atomic(Op::reads(id, what));
    let value = look();
    record_look(id, what, value.value(), order == Ordering::Relaxed);
    record_operation(id, what, Some(&value));
    value
}

/// Writes a value unconditionally. `change` returns the old and the new value.
#[track_caller]
pub(super) fn change<V: Debug + PartialEq + Copy + Simple>(
    id: Id,
    what: &'static str,
    order: Ordering,
    change: impl FnOnce() -> (V, V),
) -> V {
    step_of_atomic(Op::writes(id, what));
    let (old, new) = change();
    // A `swap(true)` on a spin lock that is taken changes nothing.
    if old == new {
        mark_idle();
    }
    let is_relaxed = order == Ordering::Relaxed;
    if old == new && what != "store" {
        record_look(id, what, new.value(), is_relaxed);
    } else {
        record_write(id, what, new.value(), is_relaxed);
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
    step_of_atomic(Op::writes(id, what));
    let result = exchange();
    match result {
        Ok(old) => {
            record_write(id, what, new.value(), false);
            record_operation(id, what, Some(&Change { old, new }));
        }
        Err(found) => {
            mark_idle();
            record_look(id, what, found.value(), false);
            record_operation(id, what, Some(&Found { found, wanted }));
        }
    }
    result
}
