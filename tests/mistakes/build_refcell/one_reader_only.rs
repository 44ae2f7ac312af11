//! A `RefCell` of your own: a count, two kinds of guard, and what they do when they go.

use std::cell::{Cell, UnsafeCell};
use std::ops::{Deref, DerefMut};

struct MyRefCell<T> {
    /// Who is in: 0 is nobody, 1 and more are so many readers, -1 is a writer.
    count: Cell<isize>,
    value: UnsafeCell<T>,
}

/// A guard for reading.
struct Reader<'a, T> {
    cell: &'a MyRefCell<T>,
}

/// A guard for writing.
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

    /// A guard for reading, or `None` while somebody writes.
    fn try_borrow(&self) -> Option<Reader<'_, T>> {
        if self.count.get() != 0 {
            return None;
        }
        self.count.set(self.count.get() + 1);
        Some(Reader { cell: self })
    }

    /// A guard for writing, or `None` while anybody is in.
    fn try_borrow_mut(&self) -> Option<Writer<'_, T>> {
        if self.count.get() != 0 {
            return None;
        }
        self.count.set(-1);
        Some(Writer { cell: self })
    }

    fn borrow(&self) -> Reader<'_, T> {
        self.try_borrow().expect("a writer is in")
    }

    fn borrow_mut(&self) -> Writer<'_, T> {
        self.try_borrow_mut().expect("somebody is in")
    }
}

impl<T> Deref for Reader<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: as long as this guard lives, the count is 1 or more, so no writer is let in.
        unsafe { &*self.cell.value.get() }
    }
}

impl<T> Deref for Writer<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: as long as this guard lives, the count is -1, so nobody else is let in.
        unsafe { &*self.cell.value.get() }
    }
}

impl<T> DerefMut for Writer<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the same; and `&mut self` sees to it that this guard lends out only one such reference.
        unsafe { &mut *self.cell.value.get() }
    }
}

impl<T> Drop for Reader<'_, T> {
    fn drop(&mut self) {
        self.cell.count.set(self.cell.count.get() - 1);
    }
}

impl<T> Drop for Writer<'_, T> {
    fn drop(&mut self) {
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
    drop(one);
    println!(
        "a writer beside one reader: {}",
        score.try_borrow_mut().is_some()
    );
    drop(other);

    let mut writer = score.borrow_mut();
    *writer += 5;
    println!("a reader beside a writer: {}", score.try_borrow().is_some());
    println!("a second writer: {}", score.try_borrow_mut().is_some());
    drop(writer);

    println!("afterwards: {:?}", score.try_borrow().map(|reader| *reader));
}
