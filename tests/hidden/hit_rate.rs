//! Hidden tests for `hit_rate`. They use what the text fixes: `new`, `get`, `hit_rate` and `reset`.
use super::AddressBook;

fn book() -> AddressBook {
    AddressBook::new(&[("a", "A Street"), ("b", "B Street")])
}

#[test]
fn no_rate_at_first() {
    assert_eq!(book().hit_rate(), None, "the rate before any lookup");
}

#[test]
fn rates() {
    let book = book();
    book.get("x");
    assert_eq!(book.hit_rate(), Some(0), "the rate after a miss");
    book.get("a");
    assert_eq!(book.hit_rate(), Some(50), "the rate after a miss and a hit");
    book.get("a");
    assert_eq!(
        book.hit_rate(),
        Some(66),
        "the rate after a miss and two hits"
    );
}

#[test]
fn two_addresses() {
    let book = book();
    let (one, other) = (&book, &book);
    assert_eq!(
        (one.get("a"), other.get("b"), one.get("c")),
        (Some("A Street"), Some("B Street"), None),
        "the addresses of `a`, `b` and `c`, held at the same time"
    );
}

#[test]
fn asking_counts_nothing() {
    let book = book();
    for name in ["a", "b", "c"] {
        book.get(name);
    }
    let asked = [(); 3].map(|()| book.hit_rate());
    assert_eq!(
        asked,
        [Some(66); 3],
        "the rate after two hits and a miss, asked for three times"
    );
}

#[test]
fn every_missed_name() {
    let book = book();
    for name in ["x", "a", "y", "b", "y", "b"] {
        book.get(name);
    }
    assert_eq!(
        book.reset(),
        ["x", "y", "y"],
        "the missed names after looking up x, a, y, b, y, b"
    );
}

#[test]
fn reset_clears_the_counts() {
    let book = book();
    book.get("x");
    book.get("a");
    book.reset();
    assert_eq!(book.hit_rate(), None, "the rate after a reset");
    book.get("b");
    assert_eq!(
        book.hit_rate(),
        Some(100),
        "the rate after a reset and one hit"
    );
}

#[test]
fn reset_clears_the_list() {
    let book = book();
    book.get("x");
    assert_eq!(book.reset(), ["x"], "the missed names at the first reset");
    let again = book.reset();
    assert!(again.is_empty(), "a second reset returned {again:?} again");
    book.get("z");
    assert_eq!(book.reset(), ["z"], "the missed names since the last reset");
}

#[test]
fn two_books() {
    let (one, other) = (book(), book());
    one.get("a");
    other.get("Zoë O'Neil");
    assert_eq!(
        (one.hit_rate(), other.hit_rate()),
        (Some(100), Some(0)),
        "the rates of two books after a hit in the first and a miss in the second"
    );
    assert!(
        one.reset().is_empty(),
        "the first book has a missed name of the second"
    );
    assert_eq!(
        other.reset(),
        ["Zoë O'Neil"],
        "the missed names of the second book"
    );
}
