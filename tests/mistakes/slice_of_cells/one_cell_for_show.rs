//! Sales per day, and their running totals.

use std::cell::Cell;

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    let first = Cell::from_mut(&mut *days).as_slice_of_cells().first();
    if let Some(first) = first {
        first.set(first.get());
    }
    let mut total = 0;
    for day in days {
        total += *day;
        *day = total;
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
