//! Takings per day, and their running totals.

/// Turns takings per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    // Change these lines: they read each day and write to the next one.
    let mut copy = days.to_vec();
    let cells = std::cell::Cell::from_mut(&mut copy[..]).as_slice_of_cells();
    for p in cells.windows(2) {
        p[1].set(p[0].get() + p[1].get());
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
