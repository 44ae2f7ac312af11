//! Takings per day, and what they add up to day by day.

/// Turns takings per day into sums so far, in the same place.
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
