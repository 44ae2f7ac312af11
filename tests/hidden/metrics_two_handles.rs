//! Hidden tests for `metrics_two_handles`. They use what the text fixes: `Metrics::new`, `count` and `events`.
use super::Metrics;

#[test]
fn counts_for_all() {
    let metrics = Metrics::new();
    let (one, other) = (&metrics, &metrics);
    for _ in 0..4 {
        one.count();
        other.count();
    }
    one.count();
    assert_eq!(
        (one.events(), other.events()),
        (9, 9),
        "events seen through two references after nine calls to `count`"
    );
}

#[test]
fn starts_at_zero() {
    assert_eq!(Metrics::new().events(), 0, "events of a new collector");
}

#[test]
fn two_collectors() {
    let (shop, blog) = (Metrics::new(), Metrics::new());
    shop.count();
    shop.count();
    blog.count();
    assert_eq!(
        (shop.events(), blog.events()),
        (2, 1),
        "events of two collectors after two calls and one call to `count`"
    );
}

#[test]
fn many_events() {
    let metrics = Metrics::new();
    for _ in 0..70_000 {
        metrics.count();
    }
    assert_eq!(
        metrics.events(),
        70_000,
        "events after 70,000 calls to `count`"
    );
}

#[test]
fn reading_changes_nothing() {
    let metrics = Metrics::new();
    metrics.count();
    metrics.count();
    let asked = [(); 3].map(|()| metrics.events());
    assert_eq!(
        asked,
        [2, 2, 2],
        "events after two calls to `count`, read three times"
    );
}
