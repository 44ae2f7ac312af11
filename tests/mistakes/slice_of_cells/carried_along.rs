//! Takings per day, and their running totals.

/// Turns takings per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    let mut sum = 0;
    for day in days {
        sum += *day;
        *day = sum;
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
