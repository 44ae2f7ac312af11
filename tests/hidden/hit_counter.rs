//! Hidden tests for `hit_counter`. They use what the text fixes: `new`, `record`, `hits` and `total`.
use super::HitCounter;

#[test]
fn counts_each_path() {
    let counter = HitCounter::new();
    let (shop, blog) = (&counter, &counter);
    for _ in 0..4 {
        shop.record("/shop");
    }
    blog.record("/blog");
    assert_eq!(
        (shop.hits("/blog"), blog.hits("/shop")),
        (1, 4),
        "hits of `/blog` and `/shop` after one and four visits"
    );
    assert_eq!(counter.total(), 5, "the total after five visits");
}

#[test]
fn never_visited() {
    let counter = HitCounter::new();
    assert_eq!(
        (counter.hits("/nowhere"), counter.total()),
        (0, 0),
        "hits of `/nowhere` and the total before any visit"
    );
    counter.record("/");
    assert_eq!(
        (counter.hits("/nowhere"), counter.total()),
        (0, 1),
        "hits of `/nowhere` and the total after a visit to `/`"
    );
}

#[test]
fn asking_counts_nothing() {
    let counter = HitCounter::new();
    counter.record("/");
    let asked: Vec<u32> = (0..3).map(|_| counter.hits("/")).collect();
    assert_eq!(
        asked,
        [1, 1, 1],
        "hits of `/` after one visit, asked for three times"
    );
    assert_eq!(
        (counter.total(), counter.total()),
        (1, 1),
        "the total after one visit, asked for twice"
    );
}

#[test]
fn two_counters() {
    let (one, other) = (HitCounter::new(), HitCounter::new());
    one.record("/");
    assert_eq!(
        (one.total(), other.total()),
        (1, 0),
        "totals of two counters after a visit to the first"
    );
}
