//! std's cells, with a twin of `RefCell` that records its guards, and one of `OnceCell` that records when it is
//! initialized. `Cell`, `LazyCell` and the errors are std's own.

pub(crate) mod local_key;
mod once_cell;
mod ref_guard;
mod ref_mut;
mod refcell;

pub use ::std::cell::*;
#[doc(hidden)]
pub use local_key::__take_set_value;
pub use once_cell::OnceCell;
pub use ref_guard::Ref;
pub use ref_mut::RefMut;
pub use refcell::RefCell;
