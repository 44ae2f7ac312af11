//! A counter for the whole program, as a `static`.

use std::cell::Cell;

static VISITS: Cell<u32> = Cell::new(0);

fn visit() {
    VISITS.set(VISITS.get() + 1);
}

fn main() {
    visit();
    visit();
    println!("all: {}", VISITS.get());
}
