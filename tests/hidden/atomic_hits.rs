//! Hidden tests for `atomic_hits`. They use what the text fixes: `new`, `hit` and `hand_over`.
use super::Hits;

#[test]
fn hands_over_once() {
    let hits = Hits::new();
    assert_eq!(hits.hand_over(), 0);
    for _ in 0..5 {
        hits.hit();
    }
    assert_eq!((hits.hand_over(), hits.hand_over()), (5, 0));
    hits.hit();
    assert_eq!((hits.hand_over(), hits.hand_over()), (1, 0));
}

#[test]
fn two_pages() {
    let (ours, theirs) = (Hits::new(), Hits::new());
    ours.hit();
    ours.hit();
    theirs.hit();
    assert_eq!((theirs.hand_over(), ours.hand_over()), (1, 2));
}
