//! Hidden tests for `two_fields_one_guard`. They use what the starter fixes: `new`, `add`, `reduce`, `total` and `price`.
use super::Till;

#[test]
fn reduces_each_line() {
    let till = Till::new();
    till.add("pen", 120);
    till.add("book", 1999);
    till.reduce(25);
    assert_eq!(
        (till.price("pen"), till.price("book")),
        (Some(90), Some(1500)),
        "a quarter off 120 and 1999 cents"
    );
}

#[test]
fn total_is_the_sum() {
    let till = Till::new();
    for name in ["a", "b", "c", "d"] {
        till.add(name, 19);
    }
    till.reduce(10);
    assert_eq!((till.price("c"), till.total()), (Some(18), 72));
    till.reduce(0);
    assert_eq!(till.total(), 72);
    till.add("e", 5);
    assert_eq!(till.total(), 77);
}

#[test]
fn empty_basket() {
    let till = Till::new();
    till.reduce(50);
    assert_eq!(till.total(), 0);
}
