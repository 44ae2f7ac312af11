//! Hidden tests for `two_fields_one_guard`. They use what the starter fixes: `new`, `add`, `reduce`, `total` and `price`.
use super::Till;

#[test]
fn reduces_each_line() {
    let till = Till::new();
    till.add("pen", 120);
    till.add("book", 2000);
    till.add("bag", 400);
    till.reduce(25);
    assert_eq!(
        ["pen", "book", "bag"].map(|name| till.price(name)),
        [Some(90), Some(1500), Some(300)],
        "a quarter off 120, 2000 and 400 cents"
    );
}

#[test]
fn rounds_as_before() {
    let till = Till::new();
    till.add("book", 1999);
    till.add("pin", 3);
    till.reduce(25);
    assert_eq!(
        (till.price("book"), till.price("pin")),
        (Some(1500), Some(3)),
        "25 percent off 1999 and 3 cents, which takes off 499 and 0"
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
}

#[test]
fn reduces_again() {
    let till = Till::new();
    till.add("lamp", 1000);
    till.reduce(10);
    till.reduce(10);
    assert_eq!(
        (till.price("lamp"), till.total()),
        (Some(810), 810),
        "the price and the total of a line of 1000 cents after 10 percent off, twice"
    );
}

#[test]
fn adds_afterwards() {
    let till = Till::new();
    till.add("lamp", 1000);
    till.reduce(10);
    till.add("bulb", 5);
    assert_eq!(
        till.total(),
        905,
        "the total after 10 percent off 1000 cents, and a line of 5 cents"
    );
}

#[test]
fn empty_basket() {
    let till = Till::new();
    till.reduce(50);
    assert_eq!(till.total(), 0, "the total of an empty basket");
}
