//! Sales per day, and their running totals.

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    // Change these lines: they read each day and write to the next one.
    let cells = std::cell::Cell::from_mut(days).as_slice_of_cells();
    for pair in cells.chunks(2) {
        pair[1].set(pair[0].get() + pair[1].get());
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
