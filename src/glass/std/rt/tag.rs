//! What every twin carries: where it was made, and its number in this run.

use super::{record, scheduler};
use ::std::num::NonZeroU32;
use ::std::panic::Location;
use ::std::sync::atomic::{AtomicU32, Ordering};

/// The number of a cell, lock, channel or thread in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id(NonZeroU32);

impl Id {
    /// The first number there is.
    pub(super) const FIRST: Self = Self(NonZeroU32::MIN);

    pub(super) fn from_index(index: usize) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX - 1) + 1;
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }

    pub(super) fn index(self) -> usize {
        usize::try_from(self.0.get() - 1).unwrap_or(usize::MAX)
    }

    /// As the record writes it.
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }
}

/// Made with its twin; numbered when it is first used, because `new` is a `const fn`.
///
/// Its `Drop` stands here, on a field without type parameters: on the twin itself it would refuse programs that std
/// accepts.
pub(crate) struct Tag {
    made: &'static Location<'static>,
    number: AtomicU32,
}

impl Tag {
    #[track_caller]
    pub(crate) const fn new() -> Self {
        Self {
            made: Location::caller(),
            number: AtomicU32::new(0),
        }
    }

    /// The number of the twin that carries it. `kind` is the twin's name, `T` what is in it.
    pub(crate) fn id<T: ?Sized>(&self, kind: &'static str) -> Id {
        // Only the thread whose turn it is comes here, so nobody else numbers it at the same time.
        if let Some(number) = NonZeroU32::new(self.number.load(Ordering::Relaxed)) {
            return Id(number);
        }
        super::me();
        let id = scheduler::new_object();
        self.number.store(id.number(), Ordering::Relaxed);
        let address = ::std::ptr::from_ref(self).addr();
        let owns = ::std::mem::needs_drop::<T>();
        let of = ::std::any::type_name::<T>();
        record::made(id, kind, of, self.made, address, owns);
        id
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        if let Some(number) = NonZeroU32::new(*self.number.get_mut()) {
            record::dropped(Id(number));
        }
    }
}
