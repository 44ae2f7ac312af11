//! Hidden tests for `counter_8000`. They use what the text fixes: `new`, `clone`, `count` and `total`.
use super::Counter;
use std::thread;

/// Small on purpose: every interleaving of these threads is to be tried.
#[test]
fn two_by_two() {
    let counter = Counter::new();
    let theirs = counter.clone();
    let worker = thread::spawn(move || {
        theirs.count();
        theirs.count();
    });
    counter.count();
    counter.count();
    worker.join().unwrap();
    assert_eq!(
        counter.total(),
        4,
        "total after two threads counted two rows each"
    );
}

#[test]
fn clones_count_together() {
    let one = Counter::new();
    one.count();
    let other = one.clone();
    assert_eq!(
        other.total(),
        1,
        "total of a clone, made after one row was counted"
    );
    other.count();
    assert_eq!(
        (one.total(), other.total()),
        (2, 2),
        "totals of a counter and its clone, after each counted one row"
    );
}

#[test]
fn two_counters() {
    let (ours, theirs) = (Counter::new(), Counter::new());
    ours.count();
    ours.clone().count();
    theirs.count();
    assert_eq!(
        (ours.total(), theirs.total()),
        (2, 1),
        "totals of two counters, one with two rows (one of them through a clone) and one with one"
    );
}
