//! A counter for the whole program, as a `const`.

use std::cell::Cell;

const VISITS: Cell<u32> = Cell::new(0);

fn visit() {
    VISITS.set(VISITS.get() + 1);
}

fn main() {
    visit();
    visit();
    let mine = VISITS;
    mine.set(mine.get() + 1);
    println!("all: {}", VISITS.get());
    println!("mine: {}", mine.get());
}
