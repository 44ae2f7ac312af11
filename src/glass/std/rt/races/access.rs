//! An access to a cell by a thread, and the value that it read or wrote.

use crate::rt::json_line::JsonLine;
use crate::rt::place::Place;
use ::std::fmt::{self, Display, Formatter};
use ::std::panic::Location;
use ::std::sync::Arc;

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

pub(in crate::rt) type CallerPlace = &'static Location<'static>;

/// An access to a cell by a thread.
#[derive(Clone, Debug)]
pub(super) struct Access {
    pub(super) thread: u32,
    /// Counts all accesses of the run.
    pub(super) number: u64,
    pub(super) what: &'static str,
    pub(super) value: Value,
    pub(super) at: CallerPlace,
    pub(super) path: Option<Arc<str>>,
    /// Whether it is of an atomic, and `Relaxed`.
    pub(super) is_relaxed: bool,
    /// Whether the guard of a lock gave mutable access.
    pub(super) wrote: bool,
    /// Whether a panic ended it.
    pub(super) panicked: bool,
}

impl Access {
    pub(super) fn json(&self) -> JsonLine {
        let line = JsonLine::part_of("thread", self.thread)
            .raw("number", self.number)
            .text("action", self.what)
            .at(Some(&Place::from(self.at)));
        let line = match self.value {
            Value::Unknown => line,
            value => line.text("value", &value.to_string()),
        };
        let line = match &self.path {
            Some(path) => line.text("path", path),
            None => line,
        };
        if self.panicked {
            line.raw("panicked", true)
        } else {
            line
        }
    }
}
