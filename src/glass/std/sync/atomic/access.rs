//! The three kinds of access to an atomic: load, store or exchange, and conditional exchange. Each is one step.

use crate::rt::{
    Action, Id, Op, Simple, mark_idle, record_look, record_operation, record_write, step_of_atomic,
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
    action: Action,
    order: Ordering,
    look: impl FnOnce() -> V,
) -> V {
    step_of_atomic(Op::reads(id, action));
    let value = look();
    record_look(id, action, value.value(), order == Ordering::Relaxed);
    record_operation(id, action, Some(&value));
    value
}

/// Writes a value unconditionally. `change` returns the old and the new value.
#[track_caller]
pub(super) fn change<V: Debug + PartialEq + Copy + Simple>(
    id: Id,
    action: Action,
    order: Ordering,
    change: impl FnOnce() -> (V, V),
) -> V {
    step_of_atomic(Op::writes(id, action));
    let (old, new) = change();
    // A `swap(true)` on a spin lock that is taken changes nothing.
    if old == new {
        mark_idle();
    }
    let is_relaxed = order == Ordering::Relaxed;
    if old == new && action != Action::Store {
        record_look(id, action, new.value(), is_relaxed);
    } else {
        record_write(id, action, new.value(), is_relaxed);
    }
    record_operation(id, action, Some(&Change { old, new }));
    old
}

/// Exchanges the value if it is the expected one.
#[track_caller]
pub(super) fn exchange<V: Debug + PartialEq + Copy + Simple>(
    id: Id,
    action: Action,
    (wanted, new): (V, V),
    exchange: impl FnOnce() -> Result<V, V>,
) -> Result<V, V> {
    step_of_atomic(Op::writes(id, action));
    let result = exchange();
    match result {
        Ok(old) => {
            record_write(id, action, new.value(), false);
            record_operation(id, action, Some(&Change { old, new }));
        }
        Err(found) => {
            mark_idle();
            record_look(id, action, found.value(), false);
            record_operation(id, action, Some(&Found { found, wanted }));
        }
    }
    result
}
