//! Hidden tests for `poisoned`. They use what the text fixes: `new`, `enter`, `report`, and `books` with its two fields.
use super::Ledger;
use std::thread;

/// Panics in the middle of an entry, once the amount is in and before the total is.
fn spoil(ledger: &Ledger, amount: u32) {
    let clerk = thread::scope(|scope| {
        let clerk = scope.spawn(|| {
            let mut books = ledger
                .books
                .lock()
                .expect("the lock is healthy before this panic");
            books.amounts.push(amount);
            panic!("in the middle of an entry");
        });
        clerk.join()
    });
    assert!(clerk.is_err());
}

#[test]
fn keeps_books() {
    let (ours, theirs) = (Ledger::new(), Ledger::new());
    assert_eq!(ours.report(), "[] make 0", "the report of new books");
    ours.enter(&["1", "2"]);
    ours.enter(&["3"]);
    theirs.enter(&["4"]);
    assert_eq!(
        ours.report(),
        "[1, 2, 3] make 6",
        "the report after 1 and 2 were entered, and then 3"
    );
    assert_eq!(
        theirs.report(),
        "[4] make 4",
        "the report of other books, after 4 was entered"
    );
}

#[test]
fn in_order_after_a_panic() {
    let ledger = Ledger::new();
    ledger.enter(&["1"]);
    spoil(&ledger, 40);
    assert_eq!(
        ledger.report(),
        "[1, 40] make 41",
        "the report after 1 was entered, and a panic while 40 was being entered"
    );
    ledger.enter(&["2"]);
    assert_eq!(
        ledger.report(),
        "[1, 40, 2] make 43",
        "the report after 2 was entered, too"
    );
}

#[test]
fn total_is_the_sum() {
    let ledger = Ledger::new();
    spoil(&ledger, 3);
    assert_eq!(
        ledger.open().total,
        3,
        "the total after a panic while 3 was being entered"
    );
    let clerk = thread::scope(|scope| scope.spawn(|| ledger.enter(&["4", "5", "x"])).join());
    assert!(
        clerk.is_err(),
        "`enter` panics if an amount is not a number"
    );
    assert_eq!(
        ledger.open().total,
        12,
        "the total after a panic while 4 and 5 were being entered"
    );
}

#[test]
fn healthy_again() {
    let ledger = Ledger::new();
    spoil(&ledger, 5);
    assert!(ledger.books.is_poisoned());
    ledger.report();
    assert!(!ledger.books.is_poisoned());
}

#[test]
fn more_than_once() {
    let ledger = Ledger::new();
    for (amount, wanted) in [
        (1, "[1] make 1"),
        (2, "[1, 2] make 3"),
        (3, "[1, 2, 3] make 6"),
    ] {
        spoil(&ledger, amount);
        assert_eq!(
            ledger.report(),
            wanted,
            "the report after a panic while {amount} was being entered"
        );
    }
}

#[test]
fn healthy_if_all_was_right() {
    let ledger = Ledger::new();
    ledger.enter(&["1"]);
    let clerk = thread::scope(|scope| {
        let clerk = scope.spawn(|| {
            let _books = ledger
                .books
                .lock()
                .expect("the lock is healthy before this panic");
            panic!("before an entry");
        });
        clerk.join()
    });
    assert!(clerk.is_err());
    assert_eq!(
        ledger.report(),
        "[1] make 1",
        "the report after 1 was entered, and a panic before the next entry"
    );
    assert_eq!(
        ledger.books.is_poisoned(),
        false,
        "whether the lock is poisoned after that report"
    );
}
