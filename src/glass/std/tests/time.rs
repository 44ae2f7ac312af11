//! `Instant`: the same cases against std's and against the twin; and the clock that only the twin has.
#![allow(dead_code, reason = "what the cases share is not all needed here")]
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]
#![expect(
    clippy::duplicate_mod,
    reason = "that is how a case is tried on both sides"
)]
#![expect(
    clippy::unchecked_time_subtraction,
    reason = "that it panics is tried, too"
)]

#[path = "cases/implementing.rs"]
mod implementing;
#[path = "cases/panicking.rs"]
mod panicking;

#[path = "cases"]
mod genuine {
    use ::std;

    mod instant;
}

#[path = "cases"]
mod twin {
    use glass as std;

    mod instant;
}

#[test]
fn reading_the_clock_takes_a_microsecond() {
    use glass::time::{Duration, Instant};
    let looks = || (Instant::now(), Instant::now());
    // Other tests of this program read the same clock, and each reading advances it.
    let (one, other) = looks();
    let between = other - one;
    assert_eq!(between.subsec_nanos() % 1_000, 0);
    assert!(between >= Duration::from_micros(1) && between < Duration::from_millis(1));
    assert!(one.elapsed() >= Duration::from_micros(2));
}
