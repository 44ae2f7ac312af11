//! std's cells, with a `RefCell` that shows its guards. `Cell`, `OnceCell`, `LazyCell` and the errors are std's own:
//! nothing in them can be held, so there is nothing to show.

pub(crate) mod local_key;
mod ref_guard;
mod ref_mut;
mod refcell;

pub use ::std::cell::*;
#[doc(hidden)]
pub use local_key::__brought;
pub use ref_guard::Ref;
pub use ref_mut::RefMut;
pub use refcell::RefCell;
