//! The methods of `Instant`, and what it implements.

use super::std;
use crate::implementing::implements;
use crate::panicking::panic_of;
use std::collections::HashSet;
use std::time::{
    Duration, Instant, SystemTime, SystemTimeError, TryFromFloatSecsError, UNIX_EPOCH,
};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn instants_never_go_back() {
    let one = Instant::now();
    let other = Instant::now();
    assert!(other >= one);
    assert!(one.elapsed() <= one.elapsed() + SECOND);
    let copied = one;
    assert_eq!(copied, one);
}

#[test]
fn a_loop_until_a_time_ends() {
    let start = Instant::now();
    while start.elapsed() < Duration::from_micros(50) {}
    assert!(start.elapsed() >= Duration::from_micros(50));
}

#[test]
fn instants_add_and_subtract() {
    let one = Instant::now();
    let mut later = one + SECOND;
    assert_eq!(later - one, SECOND);
    assert_eq!(later - SECOND, one);
    later += SECOND;
    assert_eq!(later.duration_since(one), SECOND * 2);
    later -= SECOND * 2;
    assert_eq!(later, one);
    assert_eq!(one.checked_add(SECOND), Some(one + SECOND));
    assert_eq!((one + SECOND).checked_sub(SECOND), Some(one));
}

#[test]
fn the_time_from_a_later_to_an_earlier_instant_is_zero() {
    let one = Instant::now();
    let later = one + SECOND;
    assert_eq!(one - later, Duration::ZERO);
    assert_eq!(one.duration_since(later), Duration::ZERO);
    assert_eq!(one.saturating_duration_since(later), Duration::ZERO);
    assert_eq!(later.saturating_duration_since(one), SECOND);
    assert_eq!(one.checked_duration_since(later), None);
    assert_eq!(later.checked_duration_since(one), Some(SECOND));
    assert_eq!(later.elapsed(), Duration::ZERO);
}

#[test]
fn instants_out_of_range_are_refused() {
    let one = Instant::now();
    assert_eq!(one.checked_add(Duration::MAX), None);
    assert_eq!(one.checked_sub(Duration::MAX), None);
    let check = |reported: crate::panicking::ReportedPanic, message: &str| {
        assert_eq!(reported.message, message);
        // Later versions of std report the caller's line.
        let places = ["std/src/time.rs", file!()];
        assert!(
            places.iter().any(|place| reported.file.ends_with(place)),
            "{reported:?}"
        );
    };
    let adding = "overflow when adding duration to instant";
    let subtracting = "overflow when subtracting duration from instant";
    check(panic_of(|| one + Duration::MAX), adding);
    check(panic_of(|| one - Duration::MAX), subtracting);
    let mut other = one;
    check(panic_of(|| other += Duration::MAX), adding);
    check(panic_of(|| other -= Duration::MAX), subtracting);
    assert_eq!(other, one);
}

#[test]
fn instants_are_ordered_and_hashed() {
    let one = Instant::now();
    let later = one + SECOND;
    assert!(one < later);
    assert!(later > one);
    assert_ne!(one, later);
    assert_eq!(one.cmp(&later), std::cmp::Ordering::Less);
    assert_eq!(one.max(later), later);
    let set: HashSet<_> = [one, later, one].into();
    assert_eq!(set.len(), 2);
}

#[test]
fn debug_prints_instant() {
    assert!(format!("{:?}", Instant::now()).starts_with("Instant {"));
}

#[test]
fn an_instant_can_be_sent_and_shared() {
    assert!(implements!(Instant: Send));
    assert!(implements!(Instant: Sync));
    assert!(implements!(Instant: Unpin));
    assert!(implements!(Instant: std::panic::UnwindSafe));
    assert!(implements!(Instant: std::panic::RefUnwindSafe));
    assert!(implements!(Instant: Copy));
    assert!(!implements!(Instant: Default));
}

#[test]
fn the_rest_of_std_time_is_available() {
    let error: SystemTimeError = UNIX_EPOCH.duration_since(SystemTime::now()).unwrap_err();
    assert!(error.duration() > SECOND);
    let error: TryFromFloatSecsError = Duration::try_from_secs_f32(-1.0).unwrap_err();
    assert!(error.to_string().contains("negative"));
}
