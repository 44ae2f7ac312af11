//! Readings that come from a sensor and from a button.

use std::cell::RefCell;

struct Readings {
    values: RefCell<Vec<i32>>,
}

impl Readings {
    fn new(values: Vec<i32>) -> Self {
        Readings {
            values: RefCell::new(values),
        }
    }

    /// Prints how many readings there are, then appends one more.
    fn append(&self, value: i32) {
        if let Some(_) = self.values.borrow().first() {
            println!("len is {}", self.values.borrow().len());
            self.values.borrow_mut().push(value);
            return;
        }
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
