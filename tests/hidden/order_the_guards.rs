//! Hidden tests for `order_the_guards`. They use what the starter fixes: `transfer`.
use super::transfer;
use std::cell::RefCell;

#[test]
fn the_sum_stays() {
    let accounts = [7, 0, 40].map(RefCell::new);
    for (from, to, amount) in [(0, 1, 3), (2, 0, 15), (1, 2, 2)] {
        transfer(&accounts[from], &accounts[to], amount);
        let sum: i64 = accounts.iter().map(|account| *account.borrow()).sum();
        assert_eq!(
            sum, 47,
            "the sum of three accounts after a transfer of {amount}"
        );
    }
}

#[test]
fn moves_the_amount() {
    let (left, right) = (RefCell::new(50), RefCell::new(2));
    transfer(&left, &right, 8);
    assert_eq!(
        (*left.borrow(), *right.borrow()),
        (42, 10),
        "accounts of 50 and 2 after a transfer of 8"
    );
    transfer(&right, &left, 4);
    assert_eq!(
        (*left.borrow(), *right.borrow()),
        (46, 6),
        "the same accounts after a transfer of 4 back"
    );
}

#[test]
fn below_zero() {
    let (left, right) = (RefCell::new(1), RefCell::new(2));
    transfer(&left, &right, 8);
    assert_eq!(
        (*left.borrow(), *right.borrow()),
        (-7, 10),
        "accounts of 1 and 2 after a transfer of 8"
    );
}

#[test]
fn same_balance() {
    let (left, right) = (RefCell::new(50), RefCell::new(50));
    transfer(&left, &right, 20);
    assert_eq!(
        (*left.borrow(), *right.borrow()),
        (30, 70),
        "two accounts of 50 after a transfer of 20"
    );
}

#[test]
fn to_itself() {
    let only = RefCell::new(12);
    transfer(&only, &only, 5);
    assert_eq!(
        only.into_inner(),
        12,
        "an account of 12 after a transfer of 5 to itself"
    );
}
