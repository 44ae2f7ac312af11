//! Sales per day, and their running totals.

use std::cell::Cell;

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    let days = Cell::from_mut(days).as_slice_of_cells();
    for pair in days.windows(2) {
        pair[1].set(pair[1].get() + pair[1].get());
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
