//! Sales per day, and their running totals.

use std::cell::Cell;

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    let cells = Cell::from_mut(&mut days[..]).as_slice_of_cells();
    let count = cells.len();
    for i in 1..count {
        let sum = days[i - 1] + days[i];
        let _ = std::mem::replace(&mut days[i], sum);
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
