//! Hidden tests for `match_holds_on`. They use what the text fixes: `new`, `number` and `uses`.
use super::Words;

#[test]
fn same_word_same_number() {
    let words = Words::new();
    let given = ["fn", "main", "fn", "print", "main", "fn"];
    assert_eq!(given.map(|text| words.number(text)), [0, 1, 0, 2, 1, 0]);
}

#[test]
fn counts_uses() {
    let words = Words::new();
    for text in ["a", "b", "a", "a", "c", "b"] {
        words.number(text);
    }
    assert_eq!([0, 1, 2].map(|number| words.uses(number)), [3, 2, 1]);
}

#[test]
fn two_lists() {
    let (left, right) = (Words::new(), Words::new());
    assert_eq!((left.number("x"), left.number("y")), (0, 1));
    assert_eq!((right.number("y"), right.number("y")), (0, 0));
    assert_eq!((left.uses(1), right.uses(0)), (1, 2));
}
