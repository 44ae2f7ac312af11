//! A basket whose prices can be reduced, and whose total is always up to date.

use std::cell::RefCell;

struct Line {
    name: &'static str,
    cents: u32,
}

struct Basket {
    lines: Vec<Line>,
    total: u32,
}

struct Till {
    basket: RefCell<Basket>,
}

impl Till {
    fn new() -> Self {
        Till {
            basket: RefCell::new(Basket {
                lines: Vec::new(),
                total: 0,
            }),
        }
    }

    fn add(&self, name: &'static str, cents: u32) {
        let mut basket = self.basket.borrow_mut();
        basket.lines.push(Line { name, cents });
        basket.total += cents;
    }

    /// Takes `percent` off the price of each line, and computes the total again.
    fn reduce(&self, percent: u32) {
        let mut guard = self.basket.borrow_mut();
        let basket = &mut *guard;
        basket.total = 0;
        for line in &mut basket.lines {
            line.cents -= line.cents / 100 * percent;
            basket.total += line.cents;
        }
    }

    fn total(&self) -> u32 {
        self.basket.borrow().total
    }

    fn price(&self, name: &str) -> Option<u32> {
        let basket = self.basket.borrow();
        let line = basket.lines.iter().find(|line| line.name == name)?;
        Some(line.cents)
    }
}

fn main() {
    let till = Till::new();
    till.add("lamp", 4000);
    till.add("cable", 350);
    println!("{}", till.total());
    till.reduce(10);
    println!(
        "lamp {:?}, cable {:?}",
        till.price("lamp"),
        till.price("cable")
    );
    println!("{}", till.total());
}
