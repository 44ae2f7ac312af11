//! Takings per day, and their running totals.

use std::cell::Cell;

/// Adds what stands in one cell to what stands in another; both may lie in one slice.
fn carry(from: &Cell<i64>, to: &Cell<i64>) {
    to.set(to.get() + from.get());
}

/// Turns takings per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    let days = Cell::from_mut(days).as_slice_of_cells();
    for day in 1..days.len() {
        carry(&days[day - 1], &days[day]);
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
