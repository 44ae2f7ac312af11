//! A cell of your own: its value is replaced through `&self`.

use std::sync::Mutex;

struct MyCell<T> {
    value: Mutex<T>,
}

impl<T> MyCell<T> {
    const fn new(value: T) -> Self {
        MyCell {
            value: Mutex::new(value),
        }
    }

    /// Puts `value` in and returns the old value.
    fn replace(&self, value: T) -> T {
        std::mem::replace(&mut *self.value.lock().unwrap(), value)
    }

    /// Puts `value` in. The old value is dropped after the new one is in place.
    fn set(&self, value: T) {
        drop(self.replace(value));
    }
}

impl<T: Copy> MyCell<T> {
    /// Returns a copy of the value.
    fn get(&self) -> T {
        *self.value.lock().unwrap()
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
