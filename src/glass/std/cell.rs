//! std's cells, with a twin of `RefCell` that records its guards. `Cell`, `OnceCell`, `LazyCell` and the errors are std's
//! own: they have no guards to record.

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
