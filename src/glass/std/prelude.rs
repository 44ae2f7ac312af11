//! std's preludes, with the macros that print through this crate's locks.
pub use ::std::prelude::*;

pub mod rust_2021 {
    pub use crate::{print, println};
    pub use ::std::prelude::rust_2021::*;
}
pub mod rust_2024 {
    pub use crate::{print, println};
    pub use ::std::prelude::rust_2024::*;
}
