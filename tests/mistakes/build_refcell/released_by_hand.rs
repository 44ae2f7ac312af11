//! A `RefCell` of your own: a count, two kinds of guard, and their destructors.

use std::cell::{Cell, UnsafeCell};
use std::ops::{Deref, DerefMut};

struct MyRefCell<T> {
    /// The guards alive: 0 is none, 1 or more are read guards, -1 is a write guard.
    count: Cell<isize>,
    value: UnsafeCell<T>,
}

/// A read guard.
struct Reader<'a, T> {
    cell: &'a MyRefCell<T>,
}

/// A write guard.
struct Writer<'a, T> {
    cell: &'a MyRefCell<T>,
}

impl<T> MyRefCell<T> {
    fn new(value: T) -> Self {
        MyRefCell {
            count: Cell::new(0),
            value: UnsafeCell::new(value),
        }
    }

    /// Returns a read guard, or `None` while a write guard is alive.
    fn try_borrow(&self) -> Option<Reader<'_, T>> {
        if self.count.get() < 0 {
            return None;
        }
        self.count.set(self.count.get() + 1);
        Some(Reader { cell: self })
    }

    /// Returns a write guard, or `None` while any guard is alive.
    fn try_borrow_mut(&self) -> Option<Writer<'_, T>> {
        if self.count.get() != 0 {
            return None;
        }
        self.count.set(-1);
        Some(Writer { cell: self })
    }

    fn borrow(&self) -> Reader<'_, T> {
        self.try_borrow().expect("a write guard is alive")
    }

    fn borrow_mut(&self) -> Writer<'_, T> {
        self.try_borrow_mut().expect("another guard is alive")
    }
}

impl<T> Deref for Reader<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: as long as this guard lives, the count is 1 or more, so no write guard is created.
        unsafe { &*self.cell.value.get() }
    }
}

impl<T> Deref for Writer<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: as long as this guard lives, the count is -1, so no other guard is created.
        unsafe { &*self.cell.value.get() }
    }
}

impl<T> DerefMut for Writer<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the same; and because of `&mut self`, it lends out only one at a time.
        unsafe { &mut *self.cell.value.get() }
    }
}

impl<T> Reader<'_, T> {
    fn release(self) {
        self.cell.count.set(self.cell.count.get() - 1);
    }
}

impl<T> Writer<'_, T> {
    fn release(self) {
        self.cell.count.set(0);
    }
}

fn main() {
    let score = MyRefCell::new(10);

    let (one, other) = (score.borrow(), score.borrow());
    println!("readers see {} and {}", *one, *other);
    println!(
        "a writer beside two readers: {}",
        score.try_borrow_mut().is_some()
    );
    one.release();
    println!(
        "a writer beside one reader: {}",
        score.try_borrow_mut().is_some()
    );
    other.release();

    let mut writer = score.borrow_mut();
    *writer += 5;
    println!("a reader beside a writer: {}", score.try_borrow().is_some());
    println!("a second writer: {}", score.try_borrow_mut().is_some());
    writer.release();

    println!("afterwards: {:?}", score.try_borrow().map(|reader| *reader));
}
