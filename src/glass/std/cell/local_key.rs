//! What std gives `LocalKey<RefCell<T>>` beside `with`, once more for the twin: `LocalKey` is std's own and knows only
//! std's `RefCell`. The trait is in the preludes, without a name, so that nobody has to import it.

use super::RefCell;
use ::std::any::Any;
use ::std::cell::Cell;
use ::std::thread::LocalKey;

::std::thread_local! {
    /// What a `set` brings along, until the key is found to be new, which takes it, or not.
    static BROUGHT: Cell<Option<Box<dyn Any>>> = const { Cell::new(None) };
}

fn boxed<T: 'static>(value: T) -> Box<dyn Any> {
    Box::new(value)
}

/// What a key that is just being made was given by `set`.
#[doc(hidden)]
#[must_use]
pub fn __brought<T: 'static>() -> Option<T> {
    let brought = BROUGHT.try_with(Cell::take).ok().flatten()?;
    match brought.downcast() {
        Ok(value) => Some(*value),
        Err(other) => {
            BROUGHT.set(Some(other));
            None
        }
    }
}

/// Borrowing in one go what a thread has for itself.
pub trait LocalKeyExt<T: 'static> {
    /// Borrows for reading, for the time of one call.
    fn with_borrow<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> R;

    /// Borrows for writing, for the time of one call.
    fn with_borrow_mut<F: FnOnce(&mut T) -> R, R>(&'static self, f: F) -> R;

    /// Sets the value; if it is the first use, nothing else is made before.
    fn set(&'static self, value: T);

    /// Leaves the default and gives what was there.
    fn take(&'static self) -> T
    where
        T: Default;

    /// Puts another value there and gives the old one.
    fn replace(&'static self, value: T) -> T;
}

impl<T: 'static> LocalKeyExt<T> for LocalKey<RefCell<T>> {
    fn with_borrow<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> R {
        self.with(|cell| f(&cell.borrow()))
    }

    fn with_borrow_mut<F: FnOnce(&mut T) -> R, R>(&'static self, f: F) -> R {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    #[track_caller]
    fn set(&'static self, value: T) {
        let mut value = Some(RefCell::new(value));
        // While the thread ends, what would carry it may be gone: then the key makes its own value first.
        let _ = BROUGHT.try_with(|brought| brought.set(value.take().map(boxed)));
        let known = self.try_with(|cell| {
            if let Some(value) = value.take().or_else(__brought::<RefCell<T>>) {
                *cell.borrow_mut() = value.into_inner();
            }
        });
        if known.is_err() {
            // Nobody took it; `with` says why, in std's words.
            let _unused = __brought::<RefCell<T>>();
            self.with(|_| ());
        }
    }

    fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}
