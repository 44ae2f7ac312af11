//! Hidden tests for `slice_of_cells`. They use what the text fixes: `running_totals`.
use super::running_totals;

#[track_caller]
fn check(days: &[i64], sums: &[i64]) {
    let mut changed = days.to_vec();
    running_totals(&mut changed);
    assert_eq!(changed, sums, "the running totals of {days:?}");
}

#[test]
fn longer_ones() {
    check(&[5, 0, 5, 10, 1], &[5, 5, 10, 20, 21]);
}

#[test]
fn losses_too() {
    check(&[-3, 10, -20, 4], &[-3, 7, -13, -9]);
}

#[test]
fn two_days() {
    check(&[4, 9], &[4, 13]);
}

#[test]
fn single_day() {
    check(&[7], &[7]);
}

#[test]
fn no_days() {
    check(&[], &[]);
}

#[test]
fn part_of_a_year() {
    let mut year = [1, 1, 1, 1, 1, 1];
    running_totals(&mut year[2..5]);
    assert_eq!(
        year,
        [1, 1, 1, 2, 3, 1],
        "a slice of ones after `running_totals` of its days 2..5"
    );
}
