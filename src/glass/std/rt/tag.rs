//! What twins and their guards carry. A twin has a tag: where it was created, and its id in this run. A guard has a mark,
//! which records its creation and its drop.

use super::events::{self, Hold, Position};
use super::memory;
use super::object::Id;
use super::races::{Section, Value};
use super::words::{Action, CellKind};
use super::{record, scheduler, threads};
use ::std::num::NonZeroU32;
use ::std::panic::Location;
use ::std::sync::atomic::{AtomicU32, Ordering};
use ::std::sync::{Mutex, MutexGuard, PoisonError};

/// The last id that a twin got.
static LAST: AtomicU32 = AtomicU32::new(0);

/// The identity of a twin. It gets its id at the first use, because `new` is a `const fn`.
///
/// `Drop` is implemented here, on a field without type parameters: on the twin itself it would reject programs that std
/// accepts.
pub(crate) struct Tag {
    /// `None` if a program made the twin from zeroed memory, as it may do with an atomic.
    made: Option<&'static Location<'static>>,
    number: AtomicU32,
}

impl Tag {
    #[track_caller]
    pub(crate) const fn new() -> Self {
        Self {
            made: Some(Location::caller()),
            number: AtomicU32::new(0),
        }
    }

    /// Returns the id of the twin. `T` is the type of its value.
    pub(crate) fn id<T: ?Sized>(&self, kind: CellKind) -> Id {
        self.id_with::<T>(kind, None, None)
    }

    /// Returns the id of a twin with this address and size, which may be an element of a list.
    pub(crate) fn id_in<T: ?Sized>(&self, kind: CellKind, twin: (usize, usize)) -> Id {
        self.id_with::<T>(kind, None, Some(twin))
    }

    /// Returns the id of a twin with a limit, such as how many messages a channel holds.
    pub(crate) fn id_with_limit<T: ?Sized>(&self, kind: CellKind, limit: Option<usize>) -> Id {
        self.id_with::<T>(kind, limit, None)
    }

    fn id_with<T: ?Sized>(
        &self,
        kind: CellKind,
        limit: Option<usize>,
        twin: Option<(usize, usize)>,
    ) -> Id {
        // Only the scheduled thread runs this, so there is no race.
        if let Some(number) = NonZeroU32::new(self.number.load(Ordering::Relaxed)) {
            if number.get() > LAST.load(Ordering::Relaxed) {
                scheduler::pointer_cast();
            }
            return Id::from_number(number);
        }
        threads::ensure_registered();
        let id = scheduler::new_object();
        self.number.store(id.number(), Ordering::Relaxed);
        LAST.fetch_max(id.number(), Ordering::Relaxed);
        let address = ::std::ptr::from_ref(self).addr();
        let owns = ::std::mem::needs_drop::<T>();
        let of = ::std::any::type_name::<T>();
        let made = self.made;
        let part = made.map(|made| (made, ::std::ptr::from_ref(&self.made).addr()));
        let position = || Position {
            address,
            element: twin
                .zip(part)
                .and_then(|((cell, size), part)| memory::place_in_list(part, cell, size)),
        };
        events::created(id, (kind, of), made, position, owns, limit);
        id
    }
}

/// Returns the address and the size of a twin.
pub(crate) fn place_of<T: ?Sized>(twin: &T) -> (usize, usize) {
    (::std::ptr::from_ref(twin).addr(), size_of_val(twin))
}

impl Drop for Tag {
    fn drop(&mut self) {
        if let Some(number) = NonZeroU32::new(*self.number.get_mut()) {
            events::dropped(Id::from_number(number));
        }
    }
}

/// The mark of a guard: records that the guard began, and that it was dropped. Moves with the guard.
///
/// In a guard it is a field *after* the genuine one, so that it records the state after the drop.
#[derive(Debug)]
pub(crate) struct GuardMark {
    /// 0 if this run does not record events.
    guard: u32,
    cell: Id,
    how: Hold,
    /// What a lock's guard does; `None` for other cells.
    section: Option<Box<Section>>,
}

/// Counts the guards of each cell.
struct Holders {
    guards: u32,
    /// The readers and writers. Both halves of a split guard are writers.
    cells: Vec<(u32, u32)>,
}

fn holders() -> MutexGuard<'static, Holders> {
    static HOLDERS: Mutex<Holders> = Mutex::new(Holders {
        guards: 0,
        cells: Vec::new(),
    });
    HOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl GuardMark {
    /// Records that a guard was created at the caller's line.
    #[track_caller]
    pub(crate) fn begin(cell: Id, how: Hold) -> Self {
        Self::begin_with(cell, how, Value::Unknown)
    }

    #[track_caller]
    fn begin_with(cell: Id, how: Hold, value: Value) -> Self {
        if !record::with_lines() {
            return Self {
                guard: 0,
                cell,
                how,
                section: None,
            };
        }
        let (guard, state) = {
            let mut holders = holders();
            holders.guards += 1;
            let number = holders.guards;
            (number, holders.count(cell, how, true))
        };
        events::acquired(guard, cell, how, (state, value), Location::caller());
        Self {
            guard,
            cell,
            how,
            section: None,
        }
    }

    /// Records that a guard of a lock with this value was created at the caller's line.
    #[track_caller]
    pub(crate) fn begin_lock<T: ?Sized>(cell: Id, how: Hold, value: &T) -> Self {
        let value = Value::read(value);
        let mut mark = Self::begin_with(cell, how, value);
        if mark.guard > 0 {
            let action = match how {
                Hold::Shared => Action::Read,
                Hold::Exclusive => Action::Lock,
            };
            mark.section = Some(Box::new(Section::begin(action, value, Location::caller())));
        }
        mark
    }

    pub(crate) fn set_written(&mut self) {
        if let Some(section) = &mut self.section {
            section.set_written();
        }
    }

    pub(crate) fn set_waited(&mut self) {
        if let Some(section) = &mut self.section {
            section.set_waited();
        }
    }

    /// Notes the value that the guard of a lock leaves.
    pub(crate) fn set_value<T: ?Sized>(&mut self, value: &T) {
        if let Some(section) = &mut self.section {
            section.set_value(Value::read(value));
        }
    }

    /// Records another guard of the same cell, such as a clone or the other half of a split one.
    #[track_caller]
    pub(crate) fn another(&self) -> Self {
        Self::begin(self.cell, self.how)
    }
}

impl Drop for GuardMark {
    fn drop(&mut self) {
        if self.guard == 0 {
            return;
        }
        let state = holders().count(self.cell, self.how, false);
        if let Some(section) = &mut self.section {
            section.end(self.cell);
        }
        let wrote = self.section.as_ref().is_some_and(|own| own.has_written());
        let section = self.section.as_ref();
        let written = section.map_or(Value::Unknown, |own| own.written());
        events::released(self.guard, self.cell, state, (wrote, written));
    }
}

impl Holders {
    /// Adds or removes a guard. Returns the number of readers, and whether there is a writer.
    fn count(&mut self, cell: Id, how: Hold, is_created: bool) -> (u32, bool) {
        let index = cell.index();
        if self.cells.len() <= index {
            self.cells.resize(index + 1, (0, 0));
        }
        let (readers, writers) = &mut self.cells[index];
        let counted = match how {
            Hold::Exclusive => &mut *writers,
            Hold::Shared => &mut *readers,
        };
        *counted = if is_created {
            *counted + 1
        } else {
            counted.saturating_sub(1)
        };
        (*readers, *writers > 0)
    }
}
