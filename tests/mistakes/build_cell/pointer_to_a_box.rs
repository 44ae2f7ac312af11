//! A cell of your own: its value is replaced through `&self`.

use std::ptr::NonNull;

struct MyCell<T> {
    value: NonNull<T>,
}

impl<T> MyCell<T> {
    fn new(value: T) -> Self {
        MyCell {
            value: NonNull::from(Box::leak(Box::new(value))),
        }
    }

    /// Puts `value` in and returns the old value.
    fn replace(&self, value: T) -> T {
        // SAFETY: nothing can see the value while it is written, because no method hands out a
        // reference to it, none calls other code in between, and without `Sync`, no
        // other thread can use the cell.
        unsafe { std::ptr::replace(self.value.as_ptr(), value) }
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
        unsafe { *self.value.as_ptr() }
    }
}

// SAFETY: the cell owns the value, as a box would.
unsafe impl<T: Send> Send for MyCell<T> {}

impl<T> Drop for MyCell<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from `Box::leak`, and the cell is the only one that has it.
        drop(unsafe { Box::from_raw(self.value.as_ptr()) });
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
