//! Hidden tests for `send_instead`. They use what the starter fixes: `collect`.
use super::collect;

#[test]
fn one_from_each() {
    assert_eq!(collect(1), [0], "what one worker sent");
    assert_eq!(collect(3), [0, 10, 20], "what three workers sent");
    let many: Vec<u64> = (0..20).map(|id| id * 10).collect();
    assert_eq!(collect(20), many, "what 20 workers sent");
}

/// Small on purpose: `[schedules]` runs this test in many schedules of its threads.
#[test]
fn two_workers() {
    assert_eq!(collect(2), [0, 10], "what two workers sent");
}

#[test]
fn nobody_at_all() {
    assert_eq!(collect(0).len(), 0, "messages without any worker");
}
