//! The three kinds of access to an atomic: looking, writing, and exchanging under a condition. Each is one step.

use crate::rt::{Id, Op, mark_idle, record_operation, step};
use ::std::fmt::{Debug, Formatter, Result as Written};

/// A value that went in, and the one that was there before.
struct Change<V> {
    old: V,
    new: V,
}

impl<V: Debug> Debug for Change<V> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "{:?} -> {:?}", self.old, self.new)
    }
}

/// The value that was found where another one was wanted.
struct Found<V> {
    found: V,
    wanted: V,
}

impl<V: Debug> Debug for Found<V> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "{:?}, not {:?}", self.found, self.wanted)
    }
}

/// Looks at the value.
#[track_caller]
pub(super) fn look<V: Debug>(id: Id, what: &'static str, look: impl FnOnce() -> V) -> V {
    step(Op::reads(id, what));
    let value = look();
    record_operation(id, what, Some(&value));
    value
}

/// Writes a value whatever was there before, which `change` gives, together with the new one.
#[track_caller]
pub(super) fn change<V: Debug + PartialEq + Copy>(
    id: Id,
    what: &'static str,
    change: impl FnOnce() -> (V, V),
) -> V {
    step(Op::writes(id, what));
    let (old, new) = change();
    if old == new {
        // A lock that is spun on by `swap(true)` is only looked at while it is taken.
        mark_idle();
    }
    record_operation(id, what, Some(&Change { old, new }));
    old
}

/// Exchanges the value if it is the one that is wanted.
#[track_caller]
pub(super) fn exchange<V: Debug + PartialEq + Copy>(
    id: Id,
    what: &'static str,
    (wanted, new): (V, V),
    exchange: impl FnOnce() -> Result<V, V>,
) -> Result<V, V> {
    step(Op::writes(id, what));
    let result = exchange();
    match result {
        Ok(old) => record_operation(id, what, Some(&Change { old, new })),
        Err(found) => {
            mark_idle();
            record_operation(id, what, Some(&Found { found, wanted }));
        }
    }
    result
}
