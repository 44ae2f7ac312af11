//! Sales per day, and their running totals.

use std::cell::Cell;

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    let days = Cell::from_mut(days).as_slice_of_cells();
    let mut total = 0;
    for day in days {
        day.update(|sales| {
            total += sales;
            total
        });
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
