//! Sales per day, and their running totals.

use std::cell::Cell;

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    for i in 1..days.len() {
        days[i] += days[i - 1];
    }
    let cells = Cell::from_mut(days).as_slice_of_cells();
    for cell in cells {
        cell.set(cell.get());
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
