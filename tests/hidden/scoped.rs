//! Hidden tests for `scoped`. They use what the starter fixes: `words`.
use super::words;

#[test]
fn counts_both() {
    let long = "word ".repeat(300);
    assert_eq!(words("a b", "c d e"), 5);
    assert_eq!(words(&long, "two more"), 302);
    assert_eq!(words("two more", &long), 302);
}

#[test]
fn nothing_to_count() {
    assert_eq!(words("", "  "), 0);
    assert_eq!(words("", "one"), 1);
}
