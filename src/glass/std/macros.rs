//! std's printing macros, which use this crate's locks, and `thread_local!`, whose keys can be set before their first use.
//! They are at the root of the crate, like std's, and the preludes re-export them.

/// std's `print!`.
#[macro_export]
macro_rules! print {
    ($($arg:tt)*) => {{
        $crate::io::_print($crate::format_args!($($arg)*));
    }};
}

/// std's `println!`.
#[macro_export]
macro_rules! println {
    () => {
        $crate::print!("\n")
    };
    // `concat!` would lose the names that a format string captures.
    ($($arg:tt)*) => {{
        $crate::io::_print($crate::format_args!("{}\n", $crate::format_args!($($arg)*)));
    }};
}

/// std's `eprint!`.
#[macro_export]
macro_rules! eprint {
    ($($arg:tt)*) => {{
        $crate::io::_eprint($crate::format_args!($($arg)*));
    }};
}

/// std's `eprintln!`.
#[macro_export]
macro_rules! eprintln {
    () => {
        $crate::eprint!("\n")
    };
    ($($arg:tt)*) => {{
        $crate::io::_eprint($crate::format_args!("{}\n", $crate::format_args!($($arg)*)));
    }};
}

/// std's `dbg!`.
#[macro_export]
macro_rules! dbg {
    () => {
        $crate::eprintln!("[{}:{}:{}]", $crate::file!(), $crate::line!(), $crate::column!())
    };
    ($val:expr $(,)?) => {
        match $val {
            tmp => {
                $crate::eprintln!(
                    "[{}:{}:{}] {} = {:#?}",
                    $crate::file!(),
                    $crate::line!(),
                    $crate::column!(),
                    $crate::stringify!($val),
                    &&tmp as &dyn $crate::fmt::Debug,
                );
                tmp
            }
        }
    };
    ($($val:expr),+ $(,)?) => {
        ($($crate::dbg!($val)),+,)
    };
}

/// std's `thread_local!`.
#[macro_export]
macro_rules! thread_local {
    () => {};
    // A constant initializer: std's own macro.
    (
        $(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block
        $(; $($rest:tt)*)?
    ) => {
        $crate::__thread_local!($(#[$attr])* $vis static $name: $t = const $init);
        $($crate::thread_local!($($rest)*);)?
    };
    // Initialized at the first use, unless that is a `set`, which provides the value.
    (
        $(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr
        $(; $($rest:tt)*)?
    ) => {
        $crate::__thread_local!(
            $(#[$attr])* $vis static $name: $t = match $crate::cell::__take_set_value::<$t>() {
                $crate::option::Option::Some(value) => value,
                $crate::option::Option::None => $init,
            }
        );
        $($crate::thread_local!($($rest)*);)?
    };
}

#[doc(hidden)]
pub use ::std::thread_local as __thread_local;
