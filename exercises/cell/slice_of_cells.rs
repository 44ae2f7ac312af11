//! Sales per day, and their running totals.

/// Turns sales per day into running totals, in place.
fn running_totals(days: &mut [i64]) {
    // Change these lines: they read each day and write to the next one.
    let yesterdays = days.iter();
    let todays = days.iter_mut().skip(1);
    for (yesterday, today) in yesterdays.zip(todays) {
        *today += *yesterday;
    }
}

fn main() {
    let mut days = [1, 2, 3];
    println!("per day: {days:?}");
    running_totals(&mut days);
    println!("so far:  {days:?}");
}
