//! Sales per day, and their running totals.

use std::cell::Cell;

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    let cells = Cell::from_mut(days).as_slice_of_cells();
    let mut totals = Vec::new();
    let mut sum = 0;
    for cell in cells {
        sum += cell.get();
        totals.push(sum);
    }
    days.copy_from_slice(&totals);
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
