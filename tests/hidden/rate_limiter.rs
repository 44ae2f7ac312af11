//! Hidden tests for `rate_limiter`. They use what the text fixes: `new` and `try_acquire`.
use super::RateLimiter;

#[test]
fn counts_for_everybody() {
    let limiter = RateLimiter::new(5);
    let (one, other) = (&limiter, &limiter);
    let granted = (0..10)
        .filter(|turn| if turn % 3 == 0 { one } else { other }.try_acquire())
        .count();
    assert_eq!(
        granted, 5,
        "how many of 10 requests were let through, with a quota of 5"
    );
}

#[test]
fn quota_of_zero() {
    let limiter = RateLimiter::new(0);
    let answers = [limiter.try_acquire(), limiter.try_acquire()];
    assert_eq!(
        answers,
        [false, false],
        "answers to two requests, with a quota of 0"
    );
}

#[test]
fn two_limiters() {
    let (small, large) = (RateLimiter::new(1), RateLimiter::new(3));
    assert!(
        small.try_acquire(),
        "a quota of 1 refused the first request"
    );
    let granted = (0..3).filter(|_| large.try_acquire()).count();
    assert_eq!(
        granted, 3,
        "how many of 3 requests were let through, with a quota of 3, beside another limiter"
    );
    assert!(
        !small.try_acquire(),
        "a quota of 1 let a second request through"
    );
}

#[test]
fn large_quota() {
    let limiter = RateLimiter::new(70_000);
    let granted = (0..70_010).filter(|_| limiter.try_acquire()).count();
    assert_eq!(
        granted, 70_000,
        "how many of 70,010 requests were let through, with a quota of 70,000"
    );
}

#[test]
fn largest_quota() {
    let limiter = RateLimiter::new(u32::MAX);
    assert_eq!(
        limiter.try_acquire(),
        true,
        "the answer to the first request, with a quota of 4,294,967,295"
    );
}

#[test]
fn last_unit() {
    let limiter = RateLimiter::new(3);
    let answers = [(); 4].map(|()| limiter.try_acquire());
    assert_eq!(
        answers,
        [true, true, true, false],
        "answers to four requests, with a quota of 3"
    );
}

#[test]
fn stays_refused() {
    let limiter = RateLimiter::new(1);
    limiter.try_acquire();
    let answers = [(); 5].map(|()| limiter.try_acquire());
    assert_eq!(
        answers, [false; 5],
        "answers to five more requests after a quota of 1 is used up"
    );
}
