//! What twins and their guards carry. A twin's tag: where it was made, and its number in this run. A guard's mark: its
//! life in the record, which begins at a call and ends in a `Drop`.

use super::events::{self, Hold};
use super::object::Id;
use super::place::Place;
use super::{record, scheduler, threads};
use ::std::num::NonZeroU32;
use ::std::panic::Location;
use ::std::sync::atomic::{AtomicU32, Ordering};
use ::std::sync::{Mutex, MutexGuard, PoisonError};

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
            return Id::from_number(number);
        }
        threads::me();
        let id = scheduler::new_object();
        self.number.store(id.number(), Ordering::Relaxed);
        let address = ::std::ptr::from_ref(self).addr();
        let owns = ::std::mem::needs_drop::<T>();
        let of = ::std::any::type_name::<T>();
        events::made(id, kind, of, self.made, address, owns);
        id
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        if let Some(number) = NonZeroU32::new(*self.number.get_mut()) {
            events::dropped(Id::from_number(number));
        }
    }
}

/// What carries a guard through the program, moved when the guard moves, dropped when it ends.
///
/// In a guard it stands *behind* the genuine one, so that the state it writes down is the one after the end.
#[derive(Debug)]
pub(crate) struct Mark {
    /// 0: this run records no lines, or no more of them.
    guard: u32,
    cell: Id,
    how: Hold,
}

/// Who holds which cell, by the number of the cell.
struct Holders {
    guards: u32,
    /// How many read, and how many write: the halves of a split guard are writers both.
    cells: Vec<(u32, u32)>,
}

fn holders() -> MutexGuard<'static, Holders> {
    static HOLDERS: Mutex<Holders> = Mutex::new(Holders {
        guards: 0,
        cells: Vec::new(),
    });
    HOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Mark {
    /// A guard was given out, at the line of the caller.
    #[track_caller]
    pub(crate) fn begin(cell: Id, how: Hold) -> Self {
        if !record::has_room() {
            return Self {
                guard: 0,
                cell,
                how,
            };
        }
        let (guard, state) = {
            let mut holders = holders();
            holders.guards += 1;
            let number = holders.guards;
            (number, holders.count(cell, how, true))
        };
        events::began(guard, cell, how, state, Location::caller());
        Self { guard, cell, how }
    }

    /// Another guard on the same cell, such as a clone or the other half of a split one.
    #[track_caller]
    pub(crate) fn another(&self) -> Self {
        Self::begin(self.cell, self.how)
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        if self.guard == 0 {
            return;
        }
        let place = record::has_room().then(Place::innermost).flatten();
        let state = holders().count(self.cell, self.how, false);
        events::ended(self.guard, self.cell, state, place.as_ref());
    }
}

impl Holders {
    /// Counts a guard in or out; gives the readers, and whether there is a writer.
    fn count(&mut self, cell: Id, how: Hold, comes: bool) -> (u32, bool) {
        let index = cell.index();
        if self.cells.len() <= index {
            self.cells.resize(index + 1, (0, 0));
        }
        let (readers, writers) = &mut self.cells[index];
        let counted = match how {
            Hold::Alone => &mut *writers,
            Hold::Shared => &mut *readers,
        };
        *counted = if comes {
            *counted + 1
        } else {
            counted.saturating_sub(1)
        };
        (*readers, *writers > 0)
    }
}
