//! Readings that come from a sensor and from a button.

use std::cell::{Cell, RefCell};

struct Readings {
    values: RefCell<Vec<i32>>,
    count: Cell<u32>,
}

impl Readings {
    fn new(values: Vec<i32>) -> Self {
        Readings {
            values: RefCell::new(values),
            count: Cell::new(3),
        }
    }

    /// Prints how many readings there are, then appends one more.
    fn append(&self, value: i32) {
        println!("len is {}", self.count.get());
        self.count.set(self.count.get() + 1);
        self.values.borrow_mut().push(value);
    }

    /// Returns a copy of all readings.
    fn all(&self) -> Vec<i32> {
        self.values.borrow().clone()
    }
}

fn main() {
    let readings = Readings::new(vec![1, 2, 3]);
    let sensor = &readings;
    let button = &readings;
    sensor.append(40);
    button.append(9);
    sensor.append(12);
    println!("{:?}", readings.all());
}
