//! Hidden tests for `two_locks_two_orders`. They use what the text fixes: `new`, `eat`, `used`, and the field `forks`.
use super::Table;
use std::thread;

#[test]
fn every_seat_uses_its_own_two() {
    for seats in 2..6 {
        let table = Table::new(seats);
        for seat in 0..seats {
            table.eat(seat, || {});
        }
        assert_eq!(
            table.used(),
            vec![2; seats],
            "uses of each fork at a table for {seats}, after each seat has eaten once"
        );
    }
    let table = Table::new(4);
    table.eat(3, || {});
    assert_eq!(
        table.used(),
        [1, 0, 0, 1],
        "uses of each fork at a table for four, after seat 3 has eaten"
    );
}

#[test]
fn both_in_hand() {
    let table = Table::new(5);
    for (seat, wanted) in [
        (1, [true, false, false, true, true]),
        (4, [false, true, true, true, false]),
    ] {
        let mut free = Vec::new();
        table.eat(seat, || {
            free.extend(table.forks.iter().map(|fork| fork.try_lock().is_ok()));
        });
        assert_eq!(
            free, wanted,
            "which forks are free at a table for five while seat {seat} eats"
        );
    }
    assert!(table.forks.iter().all(|fork| fork.try_lock().is_ok()));
}

#[test]
fn far_apart() {
    let table = Table::new(5);
    let mut eaten = 0;
    table.eat(0, || table.eat(2, || eaten += 1));
    table.eat(4, || table.eat(1, || eaten += 1));
    assert_eq!(eaten, 2, "meals of seats 2 and 1, while seats 0 and 4 eat");
}

/// Small on purpose: `[schedules]` runs this test in many schedules of its two threads.
#[test]
fn two_eat_at_once() {
    let table = Table::new(2);
    thread::scope(|scope| {
        scope.spawn(|| table.eat(0, || {}));
        table.eat(1, || {});
    });
    assert_eq!(
        table.used(),
        [2, 2],
        "uses of the two forks after seats 0 and 1 have eaten, each from its own thread"
    );

    // At a larger table, the circle has more seats.
    let table = Table::new(3);
    thread::scope(|scope| {
        scope.spawn(|| table.eat(0, || {}));
        scope.spawn(|| table.eat(1, || {}));
        table.eat(2, || {});
    });
    assert_eq!(
        table.used(),
        [2, 2, 2],
        "uses of the three forks after seats 0, 1 and 2 have eaten, each from its own thread"
    );

    // Seat 1 may wait for seat 0, but seat 3 shares no fork with either.
    let table = &Table::new(5);
    thread::scope(|scope| {
        table.eat(0, || {
            scope.spawn(|| table.eat(1, || {}));
            table.eat(3, || {});
        });
    });
    assert_eq!(
        table.used(),
        [1, 2, 1, 1, 1],
        "uses of the five forks after seats 0 and 3 have eaten on one thread, and seat 1 on another"
    );
}
