//! Hidden tests for `reader_still_alive`. They use what the text fixes: `new`, `append` and `all`.
use super::Readings;
use std::cell::RefCell;

#[test]
fn keeps_the_order() {
    let readings = Readings::new(vec![9]);
    for value in [7, 8, 6] {
        readings.append(value);
    }
    assert_eq!(
        readings.all(),
        [9, 7, 8, 6],
        "all readings after 9 at the start, and 7, 8, 6 appended"
    );
}

#[test]
fn keeps_the_old_ones() {
    let readings = Readings::new(vec![5, 5, -2]);
    readings.append(5);
    assert_eq!(
        readings.all(),
        [5, 5, -2, 5],
        "all readings after 5, 5, -2 at the start, and another 5"
    );
}

#[test]
fn starts_empty() {
    let readings = Readings::new(Vec::new());
    readings.append(-1);
    assert_eq!(
        readings.all(),
        [-1],
        "all readings after -1 was appended to an empty list"
    );
}

#[test]
fn all_again() {
    let readings = Readings::new(vec![1, 2]);
    readings.all();
    assert_eq!(
        readings.all(),
        [1, 2],
        "all readings, asked for a second time"
    );
}

#[test]
fn append_after_all() {
    let readings = Readings::new(vec![1]);
    readings.append(2);
    let before = readings.all();
    readings.append(3);
    assert_eq!(
        (before, readings.all()),
        (vec![1, 2], vec![1, 2, 3]),
        "all readings before and after 3 was appended"
    );
}

#[test]
fn two_of_them() {
    let (indoors, outdoors) = (Readings::new(vec![20]), Readings::new(vec![5]));
    indoors.append(21);
    outdoors.append(4);
    indoors.append(22);
    assert_eq!(
        indoors.all(),
        [20, 21, 22],
        "the readings of the first list"
    );
    assert_eq!(outdoors.all(), [5, 4], "the readings of the second list");
}

#[test]
fn nothing_beside_the_list() {
    assert_eq!(
        size_of::<Readings>(),
        size_of::<RefCell<Vec<i32>>>(),
        "bytes that `Readings` takes, and bytes that its list in a `RefCell` takes"
    );
}
