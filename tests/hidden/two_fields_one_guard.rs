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
    assert_eq!(
        (till.price("c"), till.total()),
        (Some(18), 72),
        "one price and the total of four lines of 19 cents, less 10 percent"
    );
    till.reduce(0);
    assert_eq!(till.total(), 72, "the total after 0 percent more off");
    till.add("e", 5);
    assert_eq!(till.total(), 77, "the total after a line of 5 cents more");
}

#[test]
fn empty_basket() {
    let till = Till::new();
    till.reduce(50);
    assert_eq!(till.total(), 0, "the total of an empty basket");
}
