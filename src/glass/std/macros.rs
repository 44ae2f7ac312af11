//! std's macros that print, leading to this crate's locks, and `thread_local!`, whose keys can be set before their
//! first use. They stand at the crate's root like std's own, and from there go into the preludes.

/// Prints to the standard output.
#[macro_export]
macro_rules! print {
    ($($arg:tt)*) => {{
        $crate::io::_print($crate::format_args!($($arg)*));
    }};
}

/// Prints to the standard output, with a newline.
#[macro_export]
macro_rules! println {
    () => {
        $crate::print!("\n")
    };
    // `concat!` would lose the names that a text captures.
    ($($arg:tt)*) => {{
        $crate::io::_print($crate::format_args!("{}\n", $crate::format_args!($($arg)*)));
    }};
}

/// Prints to the standard error.
#[macro_export]
macro_rules! eprint {
    ($($arg:tt)*) => {{
        $crate::io::_eprint($crate::format_args!($($arg)*));
    }};
}

/// Prints to the standard error, with a newline.
#[macro_export]
macro_rules! eprintln {
    () => {
        $crate::eprint!("\n")
    };
    ($($arg:tt)*) => {{
        $crate::io::_eprint($crate::format_args!("{}\n", $crate::format_args!($($arg)*)));
    }};
}

/// Prints a value with its expression and its place to the standard error, and gives it back.
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

/// Declares values of which every thread has its own.
#[macro_export]
macro_rules! thread_local {
    () => {};
    // One that is made while the program is compiled: std's own, as it is.
    (
        $(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block
        $(; $($rest:tt)*)?
    ) => {
        $crate::__thread_local!($(#[$attr])* $vis static $name: $t = const $init);
        $($crate::thread_local!($($rest)*);)?
    };
    // One that is made at its first use, unless that use is a `set`, which brings the value along.
    (
        $(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr
        $(; $($rest:tt)*)?
    ) => {
        $crate::__thread_local!(
            $(#[$attr])* $vis static $name: $t = match $crate::cell::__brought::<$t>() {
                $crate::option::Option::Some(brought) => brought,
                $crate::option::Option::None => $init,
            }
        );
        $($crate::thread_local!($($rest)*);)?
    };
}

#[doc(hidden)]
pub use ::std::thread_local as __thread_local;
