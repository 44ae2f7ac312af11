//! Sales per day, and their running totals.

use std::cell::Cell;

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    let cells: Vec<Cell<i64>> = days.iter().map(|&day| Cell::new(day)).collect();
    let yesterdays = cells.iter();
    let todays = cells.iter().skip(1);
    for (yesterday, today) in yesterdays.zip(todays) {
        today.set(today.get() + yesterday.get());
    }
    for (day, cell) in days.iter_mut().zip(&cells) {
        *day = cell.get();
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
