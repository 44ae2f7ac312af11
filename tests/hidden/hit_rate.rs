//! Hidden tests for `hit_rate`. They use what the text fixes: `new`, `get`, `hit_rate` and `reset`.
use super::AddressBook;

fn book() -> AddressBook {
    AddressBook::new(&[("a", "A Street"), ("b", "B Street")])
}

#[test]
fn rates() {
    let book = book();
    assert_eq!(book.hit_rate(), None);
    book.get("x");
    assert_eq!(book.hit_rate(), Some(0));
    book.get("a");
    assert_eq!(book.hit_rate(), Some(50));
    book.get("a");
    assert_eq!(book.hit_rate(), Some(66));
}

#[test]
fn asking_counts_nothing() {
    let book = book();
    let (one, other) = (&book, &book);
    let found = (one.get("a"), other.get("b"), one.get("c"));
    assert_eq!(found, (Some("A Street"), Some("B Street"), None));
    let asked = [(); 3].map(|()| book.hit_rate());
    assert_eq!(asked, [Some(66); 3]);
}

#[test]
fn every_missed_name() {
    let book = book();
    for name in ["x", "a", "y", "b", "x", "b"] {
        book.get(name);
    }
    assert_eq!(book.reset(), ["x", "y", "x"]);
}

#[test]
fn begins_anew() {
    let book = book();
    book.get("x");
    book.get("a");
    assert_eq!(book.reset(), ["x"]);
    assert_eq!(book.hit_rate(), None);
    assert!(book.reset().is_empty());
    book.get("b");
    assert_eq!(book.hit_rate(), Some(100));
    book.get("z");
    assert_eq!(book.reset(), ["z"]);
}

#[test]
fn two_books() {
    let (one, other) = (book(), book());
    one.get("a");
    other.get("x");
    assert_eq!((one.hit_rate(), other.hit_rate()), (Some(100), Some(0)));
    assert!(one.reset().is_empty());
    assert_eq!(other.reset(), ["x"]);
}
