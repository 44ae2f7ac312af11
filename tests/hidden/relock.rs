//! Hidden tests for `relock`. They use what the text fixes: `new`, `remember` and `all`.
use super::Recent;

#[test]
fn keeps_the_newest() {
    let recent = Recent::new(3);
    for number in 1..=9 {
        recent.remember(&number.to_string());
    }
    assert_eq!(recent.all(), ["7", "8", "9"]);
    recent.remember("ten");
    assert_eq!(recent.all(), ["8", "9", "ten"]);
}

#[test]
fn keeps_all_that_fit() {
    let recent = Recent::new(4);
    for search in ["a", "b", "a"] {
        recent.remember(search);
    }
    assert_eq!(recent.all(), ["a", "b", "a"]);
}

#[test]
fn keeps_nothing_when_told_so() {
    let recent = Recent::new(0);
    recent.remember("gone");
    assert!(recent.all().is_empty());
    recent.remember("gone, too");
    assert!(recent.all().is_empty());
}
