//! A cell of your own: its value is replaced through `&self`.

use std::cell::UnsafeCell;

struct MyCell<T> {
    value: UnsafeCell<T>,
}

impl<T> MyCell<T> {
    const fn new(value: T) -> Self {
        MyCell {
            value: UnsafeCell::new(value),
        }
    }

    /// Puts `value` in and gives back what was there.
    fn replace(&self, value: T) -> T {
        // SAFETY: nobody can see the inside while it is written to, because no method hands out a
        // reference to it, none calls foreign code on the way, and without `Sync` there is no
        // other thread.
        unsafe { std::ptr::replace(self.value.get(), value) }
    }

    /// Puts `value` in. What was there is dropped, after the new value is in its place.
    fn set(&self, value: T) {
        unsafe { *self.value.get() = value }
    }
}

impl<T: Copy> MyCell<T> {
    /// A copy of what is in the cell.
    fn get(&self) -> T {
        // SAFETY: nobody writes to the inside while it is read, because a copy of bytes calls nobody,
        // and without `Sync` there is no other thread.
        unsafe { *self.value.get() }
    }
}

fn main() {
    let level = MyCell::new(1);
    let (up, down) = (&level, &level);
    up.set(up.get() + 4);
    down.set(down.get() - 2);
    println!("{}", level.get());

    let name = MyCell::new(String::from("ada"));
    let old = name.replace(String::from("ben"));
    println!("{old}, then {}", name.replace(String::new()));
}
