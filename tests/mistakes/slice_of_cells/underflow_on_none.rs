//! Takings per day, and their running totals.

/// Turns takings per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    // Change these lines: they read each day and write to the next one.
    let cells = std::cell::Cell::from_mut(days).as_slice_of_cells();
    for i in 0..cells.len() - 1 {
        cells[i + 1].set(cells[i].get() + cells[i + 1].get());
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
