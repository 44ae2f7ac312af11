//! std's io.
pub use ::std::io::*;

#[doc(hidden)]
pub fn _print(arguments: ::std::fmt::Arguments<'_>) {
    static STDOUT: crate::rt::Tag = crate::rt::Tag::new();
    crate::rt::step(crate::rt::Op::writes(STDOUT.id::<()>("Stdout"), "print"));
    ::std::print!("{arguments}");
}

#[macro_export]
#[doc(hidden)]
macro_rules! print {
    ($($arguments:tt)*) => { $crate::io::_print(::std::format_args!($($arguments)*)) };
}
#[macro_export]
#[doc(hidden)]
macro_rules! println {
    () => { $crate::io::_print(::std::format_args!("\n")) };
    ($($arguments:tt)*) => { $crate::io::_print(::std::format_args!("{}\n", ::std::format_args!($($arguments)*))) };
}
