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

    /// Puts `value` in and returns the old value.
    fn replace(&self, value: T) -> T {
        // SAFETY: nothing can see the value while it is written, because no method hands out a
        // reference to it, none calls other code in between, and without `Sync`, no
        // other thread can use the cell.
        unsafe {
            std::ptr::write(self.value.get(), value);
            std::ptr::read(self.value.get())
        }
    }

    /// Puts `value` in. The old value is dropped after the new one is in place.
    fn set(&self, value: T) {
        drop(self.replace(value));
    }
}

impl<T: Copy> MyCell<T> {
    /// Returns a copy of the value.
    fn get(&self) -> T {
        // SAFETY: nothing writes to the value while it is read, because copying bytes calls no code,
        // and without `Sync`, no other thread can use the cell.
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
