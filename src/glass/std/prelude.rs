//! std's preludes, with this crate's macros and its methods of `LocalKey<RefCell<T>>`.
//!
//! Since 1.95, `println!` comes from the prelude of the program's edition; before, it came from the crate's root. Both are
//! this crate's, because the compiler takes the dependency named `std` for the real one.

pub use ::std::prelude::*;

/// Declares a prelude of std with this crate's items.
macro_rules! preludes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$doc])*
            pub mod $name {
                pub use crate::cell::local_key::LocalKeyExt as _;
                pub use crate::{dbg, eprint, eprintln, print, println, thread_local};
                pub use ::std::prelude::$name::*;
            }
        )+
    };
}

preludes! {
    /// The prelude of all editions.
    v1,
    /// The prelude of edition 2015.
    rust_2015,
    /// The prelude of edition 2018.
    rust_2018,
    /// The prelude of edition 2021.
    rust_2021,
    /// The prelude of edition 2024.
    rust_2024,
}
