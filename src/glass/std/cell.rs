//! std's cells, with a RefCell that shows its guards.
mod refcell;
pub use refcell::{Ref, RefCell, RefMut};
pub use ::std::cell::*;
