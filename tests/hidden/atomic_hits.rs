//! Hidden tests for `atomic_hits`. They use what the text fixes: `new`, `hit` and `hand_over`.
use super::Hits;
use std::thread;

/// Small on purpose: `[schedules]` runs this test in many schedules of its two threads.
#[test]
fn hits_at_once() {
    let hits = Hits::new();
    let (ours, theirs) = thread::scope(|scope| {
        let other = scope.spawn(|| {
            hits.hit();
            hits.hand_over()
        });
        hits.hit();
        let ours = hits.hand_over();
        (ours, other.join().unwrap())
    });
    let all = [ours, theirs, hits.hand_over()].map(i128::from);
    assert_eq!(
        all.iter().sum::<i128>(),
        2,
        "hits handed over in all, after two threads called `hit` and `hand_over` once each"
    );
}

#[test]
fn hands_over_once() {
    let hits = Hits::new();
    assert_eq!(
        hits.hand_over(),
        0,
        "hits handed over before there were any"
    );
    for _ in 0..5 {
        hits.hit();
    }
    assert_eq!(
        (hits.hand_over(), hits.hand_over()),
        (5, 0),
        "hits handed over by two calls in a row, after five hits"
    );
    hits.hit();
    assert_eq!(
        (hits.hand_over(), hits.hand_over()),
        (1, 0),
        "hits handed over by two calls in a row, after one more hit"
    );
}

#[test]
fn two_pages() {
    let (ours, theirs) = (Hits::new(), Hits::new());
    ours.hit();
    ours.hit();
    theirs.hit();
    assert_eq!(
        (theirs.hand_over(), ours.hand_over()),
        (1, 2),
        "hits of two pages, one with one hit and one with two"
    );
}
