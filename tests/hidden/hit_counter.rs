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
    assert_eq!((shop.hits("/blog"), blog.hits("/shop")), (1, 4));
    assert_eq!(counter.total(), 5);
}

#[test]
fn never_visited() {
    let counter = HitCounter::new();
    assert_eq!((counter.hits("/nowhere"), counter.total()), (0, 0));
    counter.record("/");
    assert_eq!((counter.hits("/nowhere"), counter.total()), (0, 1));
}

#[test]
fn asking_counts_nothing() {
    let counter = HitCounter::new();
    counter.record("/");
    let asked: Vec<u32> = (0..3).map(|_| counter.hits("/")).collect();
    assert_eq!(asked, [1, 1, 1]);
    assert_eq!((counter.total(), counter.total()), (1, 1));
}

#[test]
fn two_counters() {
    let (one, other) = (HitCounter::new(), HitCounter::new());
    one.record("/");
    assert_eq!((one.total(), other.total()), (1, 0));
}
