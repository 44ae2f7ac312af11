//! Compiled together with the hidden tests, as a private module inside them, so that the learner's file can name
//! nothing in it.
//!
//! The macros have the same names as std's. A macro that the learner's file defines under one of these names is not used in
//! the tests, and a comparison accepts only types of std: an `impl PartialEq` of the learner's own could answer anything.
#![allow(unused_macros, unused_imports, dead_code)]

/// A type whose comparisons are std's.
#[diagnostic::on_unimplemented(message = "a hidden test compares a `{Self}`, but it can compare only std types")]
pub(super) trait FromStd {}

/// Accepts only types of std.
pub(super) fn from_std<T: FromStd + ?Sized>(_: &T) {}

/// Accepts only a real `bool`: `!` of another type could answer anything.
pub(super) fn is_true(condition: ::std::primitive::bool) -> ::std::primitive::bool {
    condition
}

macro_rules! impl_from_std {
    ($($name:ty),*) => { $(impl FromStd for $name {})* };
}

macro_rules! impl_from_std_of {
    ($([$($parameter:ident),*] $name:ty),* $(,)?) => {
        $(impl<$($parameter: FromStd + ?Sized),*> FromStd for $name {})*
    };
}

mod plain {
    use super::FromStd;
    use ::std::primitive::{bool, char, f32, f64, str};
    use ::std::primitive::{i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize};

    impl_from_std!(bool, char, str, (), f32, f64);
    impl_from_std!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);
    impl_from_std!(::std::string::String, ::std::cmp::Ordering, ::std::any::TypeId);
    impl_from_std!(::std::time::Duration, ::std::time::Instant, ::std::thread::ThreadId);
    impl_from_std!(::std::sync::mpsc::RecvError, ::std::sync::mpsc::TryRecvError);
    impl_from_std!(::std::sync::mpsc::RecvTimeoutError, ::std::fmt::Error);
    impl_from_std!(::std::num::ParseIntError, ::std::num::ParseFloatError);

    impl_from_std_of!(
        [T] &T,
        [T] &mut T,
        [T] ::std::boxed::Box<T>,
        [T] ::std::rc::Rc<T>,
        [T] ::std::sync::Arc<T>,
        [T] ::std::cell::RefCell<T>,
        [T] ::std::cell::Ref<'_, T>,
        [T] ::std::cell::RefMut<'_, T>,
        [T] ::std::sync::MutexGuard<'_, T>,
        [T] ::std::sync::RwLockReadGuard<'_, T>,
        [T] ::std::sync::RwLockWriteGuard<'_, T>,
    );

    // Two pointers are equal if they point to the same place, whatever is there.
    impl<T: ?Sized> FromStd for *const T {}
    impl<T: ?Sized> FromStd for *mut T {}

    macro_rules! impl_from_std_of_sized {
        ($([$($parameter:ident),*] $name:ty),* $(,)?) => {
            $(impl<$($parameter: FromStd),*> FromStd for $name {})*
        };
    }

    impl_from_std_of_sized!(
        [T] [T],
        [T] ::std::option::Option<T>,
        [T, E] ::std::result::Result<T, E>,
        [T] ::std::vec::Vec<T>,
        [T] ::std::collections::VecDeque<T>,
        [T] ::std::collections::LinkedList<T>,
        [T] ::std::collections::BTreeSet<T>,
        [K, V] ::std::collections::BTreeMap<K, V>,
        [T] ::std::cmp::Reverse<T>,
        [T] ::std::ops::Range<T>,
        [T] ::std::ops::RangeInclusive<T>,
        [A] (A,),
        [A, B] (A, B),
        [A, B, C] (A, B, C),
        [A, B, C, D] (A, B, C, D),
        [A, B, C, D, E] (A, B, C, D, E),
        [A, B, C, D, E, F] (A, B, C, D, E, F),
        [A, B, C, D, E, F, G] (A, B, C, D, E, F, G),
        [A, B, C, D, E, F, G, H] (A, B, C, D, E, F, G, H),
    );

    impl<T: FromStd, const N: usize> FromStd for [T; N] {}
    impl<T: FromStd + ::std::marker::Copy> FromStd for ::std::cell::Cell<T> {}
    impl<T: FromStd, S> FromStd for ::std::collections::HashSet<T, S> {}
    impl<K: FromStd, V: FromStd, S> FromStd for ::std::collections::HashMap<K, V, S> {}
    impl<T: FromStd + ?Sized + ::std::borrow::ToOwned> FromStd for ::std::borrow::Cow<'_, T> {}
}

#[collapse_debuginfo(yes)]
macro_rules! assert {
    ($condition:expr $(,)?) => {
        ::std::assert!(
            $crate::__hidden::__trusted::is_true($condition),
            "assertion failed: {}",
            ::std::stringify!($condition)
        )
    };
    ($condition:expr, $($message:tt)+) => {
        ::std::assert!($crate::__hidden::__trusted::is_true($condition), $($message)+)
    };
}

#[collapse_debuginfo(yes)]
macro_rules! assert_eq {
    ($left:expr, $right:expr $(,)?) => {
        match (&$left, &$right) {
            (left, right) => {
                $crate::__hidden::__trusted::from_std(left);
                $crate::__hidden::__trusted::from_std(right);
                ::std::assert_eq!(*left, *right)
            }
        }
    };
    ($left:expr, $right:expr, $($message:tt)+) => {
        match (&$left, &$right) {
            (left, right) => {
                $crate::__hidden::__trusted::from_std(left);
                $crate::__hidden::__trusted::from_std(right);
                ::std::assert_eq!(*left, *right, $($message)+)
            }
        }
    };
}

#[collapse_debuginfo(yes)]
macro_rules! assert_ne {
    ($left:expr, $right:expr $(,)?) => {
        match (&$left, &$right) {
            (left, right) => {
                $crate::__hidden::__trusted::from_std(left);
                $crate::__hidden::__trusted::from_std(right);
                ::std::assert_ne!(*left, *right)
            }
        }
    };
    ($left:expr, $right:expr, $($message:tt)+) => {
        match (&$left, &$right) {
            (left, right) => {
                $crate::__hidden::__trusted::from_std(left);
                $crate::__hidden::__trusted::from_std(right);
                ::std::assert_ne!(*left, *right, $($message)+)
            }
        }
    };
}

macro_rules! panic { ($($tokens:tt)*) => { ::std::panic!($($tokens)*) }; }
macro_rules! unreachable { ($($tokens:tt)*) => { ::std::unreachable!($($tokens)*) }; }
macro_rules! vec { ($($tokens:tt)*) => { ::std::vec![$($tokens)*] }; }
macro_rules! format { ($($tokens:tt)*) => { ::std::format!($($tokens)*) }; }
macro_rules! matches { ($($tokens:tt)*) => { ::std::matches!($($tokens)*) }; }
macro_rules! print { ($($tokens:tt)*) => { ::std::print!($($tokens)*) }; }
macro_rules! println { ($($tokens:tt)*) => { ::std::println!($($tokens)*) }; }
macro_rules! write { ($($tokens:tt)*) => { ::std::write!($($tokens)*) }; }
macro_rules! writeln { ($($tokens:tt)*) => { ::std::writeln!($($tokens)*) }; }
macro_rules! thread_local { ($($tokens:tt)*) => { ::std::thread_local!($($tokens)*); }; }
