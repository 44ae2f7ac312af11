//! Sales per day, and their running totals.

use std::cell::Cell;

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    days.sort();
    let days = Cell::from_mut(days).as_slice_of_cells();
    let yesterdays = days.iter();
    let todays = days.iter().skip(1);
    for (yesterday, today) in yesterdays.zip(todays) {
        today.set(today.get() + yesterday.get());
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
