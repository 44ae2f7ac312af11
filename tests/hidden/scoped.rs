//! Hidden tests for `scoped`. They use what the starter fixes: `words`.
use super::words;

#[test]
fn counts_both() {
    let long = "word ".repeat(300);
    assert_eq!(words("a b", "c d e"), 5, "words in `a b` and `c d e`");
    assert_eq!(
        words(&long, "two more"),
        302,
        "words in a text of 300 words and one of two"
    );
    assert_eq!(
        words("two more", &long),
        302,
        "words in a text of two words and one of 300"
    );
}

#[test]
fn nothing_to_count() {
    assert_eq!(
        words("", "  "),
        0,
        "words in an empty text and one of two spaces"
    );
    assert_eq!(
        words("", "one"),
        1,
        "words in an empty text and one of one word"
    );
}

/// Small on purpose: `[schedules]` runs this test in many schedules of its two threads.
#[test]
fn one_word_each() {
    assert_eq!(words("a", "b"), 2, "words in `a` and `b`");
}
