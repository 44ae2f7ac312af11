//! Hidden tests for `split_the_struct`. They use what the text fixes: `new`, `deliver`, `order`,
//! `ship_all` and `journal`. The `mut` is for shops whose methods ask for it.
#![allow(unused_mut)]
use super::Shop;

#[test]
fn oldest_first() {
    let mut shop = Shop::new();
    shop.order("first", "cup", 2);
    shop.order("second", "cup", 2);
    shop.deliver("cup", 3);
    shop.ship_all();
    assert_eq!(
        shop.journal(),
        ["first sent: cup", "second waits: cup"],
        "the journal after two orders of two cups each, with three in stock"
    );
}

#[test]
fn sent_only_once() {
    let mut shop = Shop::new();
    shop.deliver("cup", 9);
    shop.order("ada", "cup", 1);
    shop.ship_all();
    shop.ship_all();
    assert_eq!(
        shop.journal(),
        ["ada sent: cup"],
        "the journal after one order and two calls to `ship_all`"
    );
}

#[test]
fn small_ones_pass() {
    let mut shop = Shop::new();
    shop.deliver("plate", 4);
    for (customer, pieces) in [("large", 5), ("small", 3), ("tiny", 1), ("late", 1)] {
        shop.order(customer, "plate", pieces);
    }
    shop.ship_all();
    let expected = [
        "large waits: plate",
        "small sent: plate",
        "tiny sent: plate",
        "late waits: plate",
    ];
    assert_eq!(
        shop.journal(),
        expected,
        "the journal after orders of 5, 3, 1 and 1 plates, with four in stock"
    );
}

#[test]
fn waiting_orders_are_kept() {
    let mut shop = Shop::new();
    shop.order("ada", "jug", 2);
    shop.order("ben", "cup", 1);
    for _ in 0..2 {
        shop.ship_all();
        shop.deliver("jug", 1);
    }
    shop.ship_all();
    let expected = [
        "ada waits: jug",
        "ben waits: cup",
        "ada waits: jug",
        "ben waits: cup",
        "ada sent: jug",
        "ben waits: cup",
    ];
    assert_eq!(
        shop.journal(),
        expected,
        "the journal after three calls to `ship_all`, with one jug delivered after each of the first two"
    );
}

#[test]
fn two_of_one_customer() {
    let mut shop = Shop::new();
    shop.deliver("cup", 5);
    for _ in 0..2 {
        shop.order("ada", "cup", 1);
    }
    for _ in 0..2 {
        shop.ship_all();
    }
    assert_eq!(
        shop.journal(),
        ["ada sent: cup", "ada sent: cup"],
        "the journal after two equal orders of one customer and two calls to `ship_all`"
    );
}

#[test]
fn one_sent_one_waiting() {
    let mut shop = Shop::new();
    shop.deliver("cup", 1);
    shop.order("ada", "cup", 1);
    shop.order("ada", "lamp", 1);
    shop.ship_all();
    shop.deliver("lamp", 1);
    shop.ship_all();
    assert_eq!(
        shop.journal(),
        ["ada sent: cup", "ada waits: lamp", "ada sent: lamp"],
        "the journal after a cup is in stock when ada orders a cup and a lamp, and the lamp is delivered later"
    );
}

#[test]
fn journal_stays() {
    let mut shop = Shop::new();
    shop.deliver("cup", 1);
    shop.order("ada", "cup", 1);
    shop.ship_all();
    let once = shop.journal();
    assert_eq!(
        shop.journal(),
        once,
        "the journal when asked a second time, compared with the first"
    );
}

#[test]
fn stock_gets_less() {
    let mut shop = Shop::new();
    shop.deliver("cup", 2);
    shop.order("ada", "cup", 2);
    shop.ship_all();
    shop.order("ben", "cup", 1);
    shop.ship_all();
    assert_eq!(
        shop.journal(),
        ["ada sent: cup", "ben waits: cup"],
        "the journal after two cups were sent to ada, and ben ordered one"
    );
}
