//! Takings per day, and their running totals.

/// Turns takings per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    for day in 1..days.len() {
        days[day] += days[day - 1];
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
