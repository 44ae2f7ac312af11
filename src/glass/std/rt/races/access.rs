//! An access to a cell by a thread, and the value that it read or wrote.

use crate::rt::json_line::JsonLine;
use crate::rt::place::Place;
use crate::rt::words::Action;
use ::std::any::type_name;
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

/// The content of an atomic, or of a lock.
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

impl Value {
    /// Returns the value of a lock, whose type may be any.
    pub(crate) fn read<T: ?Sized>(value: &T) -> Self {
        match type_name::<T>() {
            "bool" => copy::<_, bool>(value),
            "i8" => copy::<_, i8>(value),
            "i16" => copy::<_, i16>(value),
            "i32" => copy::<_, i32>(value),
            "i64" => copy::<_, i64>(value),
            "isize" => copy::<_, isize>(value),
            "u8" => copy::<_, u8>(value),
            "u16" => copy::<_, u16>(value),
            "u32" => copy::<_, u32>(value),
            "u64" => copy::<_, u64>(value),
            "usize" => copy::<_, usize>(value),
            _ => Self::Unknown,
        }
    }

    /// Adds the value to a line of the record, if it is known.
    pub(in crate::rt) fn in_line(self, line: JsonLine) -> JsonLine {
        match self {
            Self::Unknown => line,
            value => line.text("value", &value.to_string()),
        }
    }
}

/// Copies a value whose type has the name of `S`, a primitive type.
#[expect(
    unsafe_code,
    reason = "`Any` would ask for `'static`, which the value of a lock need not be"
)]
fn copy<T: ?Sized, S: Copy + Simple>(value: &T) -> Value {
    let is_it = type_name::<T>() == type_name::<S>() && size_of_val(value) == size_of::<S>();
    let value = ::std::ptr::from_ref(value).cast::<S>();
    if is_it {
        // SAFETY: the name of any other type has a path, so `T` is `S`.
        unsafe { *value }.value()
    } else {
        Value::Unknown
    }
}

pub(in crate::rt) type CallerPlace = &'static Location<'static>;

#[derive(Clone, Debug)]
pub(super) struct Access {
    pub(super) thread: u32,
    /// The number of this access, counted over all accesses of the run.
    pub(super) number: u64,
    pub(super) action: Action,
    pub(super) value: Value,
    pub(super) at: CallerPlace,
    pub(super) path: Option<Arc<str>>,
    /// Whether it accesses an atomic and is `Relaxed`.
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
            .text("action", self.action.word())
            .at(Some(&Place::from(self.at)));
        let line = self.value.in_line(line);
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

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn only_numbers_and_bools_have_a_value() {
        #[derive(Clone, Copy)]
        #[expect(non_camel_case_types, reason = "it has the name of a number")]
        struct u32(i8);
        let other = u32(7);
        assert_eq!(Value::read(&7_u8), Value::Unsigned(7));
        assert_eq!(Value::read(&-7_isize), Value::Signed(-7));
        assert_eq!(Value::read(&true), Value::Bool(true));
        assert_eq!(Value::read(&other.0), Value::Signed(7));
        assert_eq!(Value::read(&other), Value::Unknown);
        assert_eq!(Value::read("u32"), Value::Unknown);
        assert_eq!(Value::read(&[1, 2][..]), Value::Unknown);
    }
}
