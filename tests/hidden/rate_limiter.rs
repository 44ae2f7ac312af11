//! Hidden tests for `rate_limiter`. They use what the text fixes: `new` and `try_acquire`.
use super::RateLimiter;

#[test]
fn counts_for_everybody() {
    let limiter = RateLimiter::new(5);
    let (one, other) = (&limiter, &limiter);
    let granted = (0..10)
        .filter(|turn| if turn % 3 == 0 { one } else { other }.try_acquire())
        .count();
    assert_eq!(granted, 5);
}

#[test]
fn quota_of_zero() {
    let limiter = RateLimiter::new(0);
    assert!(!limiter.try_acquire());
    assert!(!limiter.try_acquire(), "and asking again changes nothing");
}

#[test]
fn two_limiters() {
    let (small, large) = (RateLimiter::new(1), RateLimiter::new(3));
    assert!(small.try_acquire());
    let granted = (0..3).filter(|_| large.try_acquire()).count();
    assert_eq!(granted, 3);
    assert!(!small.try_acquire());
}

#[test]
fn large_quota() {
    let limiter = RateLimiter::new(70_000);
    let granted = (0..70_010).filter(|_| limiter.try_acquire()).count();
    assert_eq!(
        granted, 70_000,
        "requests let through of 70,010, with a quota of 70,000"
    );
}
