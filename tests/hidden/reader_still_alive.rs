//! Hidden tests for `reader_still_alive`. They use what the text fixes: `new`, `append` and `all`.
use super::Readings;

#[test]
fn keeps_the_order() {
    let readings = Readings::new(vec![9]);
    for value in [7, 8, 7] {
        readings.append(value);
    }
    assert_eq!(
        readings.all(),
        [9, 7, 8, 7],
        "all readings after 9 at the start, and 7, 8, 7 appended"
    );
}

#[test]
fn starts_empty() {
    let readings = Readings::new(Vec::new());
    readings.append(-1);
    assert_eq!(
        readings.all(),
        [-1],
        "all readings after -1 was appended to none"
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
