//! The methods of `LocalKey<RefCell<T>>` for the twin: `LocalKey` is std's own and has them only for std's `RefCell`.
//! The preludes re-export the trait as `_`, so that programs do not have to import it.

use super::RefCell;
use ::std::any::Any;
use ::std::cell::Cell;
use ::std::thread::LocalKey;

::std::thread_local! {
    /// The value passed to `set`, until the key's initializer takes it; if the key is already initialized, `set` takes
    /// it back.
    static SET_VALUE: Cell<Option<Box<dyn Any>>> = const { Cell::new(None) };
}

fn boxed<T: 'static>(value: T) -> Box<dyn Any> {
    Box::new(value)
}

/// Returns the value that `set` provides for a key that is being initialized.
#[doc(hidden)]
#[must_use]
pub fn __take_set_value<T: 'static>() -> Option<T> {
    let value = SET_VALUE.try_with(Cell::take).ok().flatten()?;
    match value.downcast() {
        Ok(value) => Some(*value),
        Err(other) => {
            SET_VALUE.set(Some(other));
            None
        }
    }
}

/// std's methods of `LocalKey<RefCell<T>>`.
pub trait LocalKeyExt<T: 'static> {
    /// std's `with_borrow`.
    fn with_borrow<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> R;

    /// std's `with_borrow_mut`.
    fn with_borrow_mut<F: FnOnce(&mut T) -> R, R>(&'static self, f: F) -> R;

    /// std's `set`; at the first use it skips the initializer.
    fn set(&'static self, value: T);

    /// std's `take`.
    fn take(&'static self) -> T
    where
        T: Default;

    /// std's `replace`.
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
        // While the thread exits, `SET_VALUE` may already be dropped; then the key runs its initializer first.
        let _ = SET_VALUE.try_with(|set_value| set_value.set(value.take().map(boxed)));
        let known = self.try_with(|cell| {
            if let Some(value) = value.take().or_else(__take_set_value::<RefCell<T>>) {
                *cell.borrow_mut() = value.into_inner();
            }
        });
        if known.is_err() {
            // The key did not take the value; `with` panics with std's message.
            let _unused = __take_set_value::<RefCell<T>>();
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
