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
        "events seen through two references after nine calls of `count`"
    );
}

#[test]
fn starts_at_zero() {
    let metrics = Metrics::new();
    assert_eq!(
        (metrics.events(), metrics.events()),
        (0, 0),
        "events of a new collector, read twice"
    );
    metrics.count();
    assert_eq!(
        (metrics.events(), metrics.events()),
        (1, 1),
        "events after one call of `count`, read twice"
    );
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
        "events of two collectors after two calls and one call of `count`"
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
        "events after 70,000 calls of `count`"
    );
}
