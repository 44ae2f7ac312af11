//! Hidden tests for `send_instead`. They use what the starter fixes: `collect`.
use super::collect;

#[test]
fn one_from_each() {
    assert_eq!(collect(1), [0]);
    assert_eq!(collect(3), [0, 10, 20]);
    let many: Vec<u64> = (0..20).map(|id| id * 10).collect();
    assert_eq!(collect(20), many);
}

#[test]
fn nobody_at_all() {
    assert!(collect(0).is_empty());
}
