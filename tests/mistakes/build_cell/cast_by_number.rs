//! A cell of your own: its value is replaced through `&self`.

struct MyCell<T> {
    value: T,
}

impl<T> MyCell<T> {
    const fn new(value: T) -> Self {
        MyCell { value }
    }

    /// Puts `value` in and returns the old value.
    fn replace(&self, value: T) -> T {
        // Change the field, `new`, this method and `get`, and finish the comments.
        // SAFETY: nothing can see the value while it is written, because ...
        std::mem::replace(
            unsafe { &mut *(&self.value as *const T as usize as *mut T) },
            value,
        )
    }

    /// Puts `value` in. The old value is dropped after the new one is in place.
    fn set(&self, value: T) {
        drop(self.replace(value));
    }
}

impl<T: Copy> MyCell<T> {
    /// Returns a copy of the value.
    fn get(&self) -> T {
        // SAFETY: nothing writes to the value while it is read, because ...
        self.value
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
