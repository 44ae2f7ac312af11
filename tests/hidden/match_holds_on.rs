//! Hidden tests for `match_holds_on`. They use what the text fixes: `new`, `number` and `uses`.
use super::Words;

#[test]
fn same_word_same_number() {
    let words = Words::new();
    let given = ["fn", "main", "fn", "print", "main", "fn"];
    assert_eq!(
        given.map(|text| words.number(text)),
        [0, 1, 0, 2, 1, 0],
        "the numbers of `fn`, `main`, `fn`, `print`, `main`, `fn`"
    );
}

#[test]
fn in_any_order() {
    let words = Words::new();
    let given = ["print", "main", "fn", "print", "main", "fn"];
    assert_eq!(
        given.map(|text| words.number(text)),
        [0, 1, 2, 0, 1, 2],
        "the numbers of `print`, `main`, `fn`, and of the same three again"
    );
}

#[test]
fn new_word_next_number() {
    let words = Words::new();
    assert_eq!(
        ["a", "b", "c", "d"].map(|text| words.number(text)),
        [0, 1, 2, 3],
        "the numbers of four new words"
    );
}

#[test]
fn first_use() {
    let words = Words::new();
    let number = words.number("a");
    assert_eq!(
        words.uses(number),
        1,
        "the uses of a word that was asked for once"
    );
}

#[test]
fn counts_uses() {
    let words = Words::new();
    for text in ["a", "b", "a", "a", "c", "b"] {
        words.number(text);
    }
    assert_eq!(
        [0, 1, 2].map(|number| words.uses(number)),
        [3, 2, 1],
        "the uses of `a`, `b` and `c` after a, b, a, a, c, b"
    );
}

#[test]
fn two_lists() {
    let (left, right) = (Words::new(), Words::new());
    assert_eq!(
        (left.number("x"), left.number("y")),
        (0, 1),
        "the numbers of `x` and `y` in the first list"
    );
    assert_eq!(
        (right.number("y"), right.number("y")),
        (0, 0),
        "the number of `y` in a second list, asked for twice"
    );
    assert_eq!(
        (left.uses(1), right.uses(0)),
        (1, 2),
        "the uses of `y` in both lists"
    );
}

#[test]
fn similar_words() {
    let words = Words::new();
    let given = ["let", "letter", "le", "ter", "Let", "outlet", "letter"];
    assert_eq!(
        given.map(|text| words.number(text)),
        [0, 1, 2, 3, 4, 5, 1],
        "the numbers of `let`, `letter`, `le`, `ter`, `Let`, `outlet`, `letter`"
    );
}
