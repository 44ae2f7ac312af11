//! Hidden tests for `relock`. They use what the text fixes: `new`, `remember` and `all`.
use super::Recent;
use std::thread;

#[test]
fn keeps_the_newest() {
    let recent = Recent::new(3);
    for number in 1..=9 {
        recent.remember(&number.to_string());
    }
    assert_eq!(
        recent.all(),
        ["7", "8", "9"],
        "the list for three, after the searches 1 to 9"
    );
    recent.remember("ten");
    assert_eq!(
        recent.all(),
        ["8", "9", "ten"],
        "the list for three, after one more search"
    );
}

#[test]
fn keeps_all_that_fit() {
    let recent = Recent::new(4);
    for search in ["a", "b", "a"] {
        recent.remember(search);
    }
    assert_eq!(
        recent.all(),
        ["a", "b", "a"],
        "the list for four, after the searches a, b and a"
    );
}

#[test]
fn keeps_nothing_when_told_so() {
    let recent = Recent::new(0);
    recent.remember("gone");
    assert_eq!(
        recent.all().len(),
        0,
        "searches in a list for none, after one search"
    );
    recent.remember("gone, too");
    assert_eq!(
        recent.all().len(),
        0,
        "searches in a list for none, after two searches"
    );
}

/// Small on purpose: `[schedules]` runs this test in many schedules of its two threads.
#[test]
fn two_at_once() {
    let recent = Recent::new(2);
    recent.remember("old");
    let seen = thread::scope(|scope| {
        let other = scope.spawn(|| {
            recent.remember("theirs");
            recent.all().len()
        });
        recent.remember("ours");
        other.join().unwrap()
    });
    let mut kept = recent.all();
    kept.sort();
    assert_eq!(
        kept,
        ["ours", "theirs"],
        "the list for two, which had `old`, after two threads remembered `ours` and `theirs` at the same time"
    );
    assert_eq!(
        seen, 2,
        "searches that a thread sees in the list for two while another one remembers a search"
    );
}

#[test]
fn removes_the_oldest() {
    let recent = Recent::new(2);
    for search in ["a", "b", "c", "d", "e"] {
        recent.remember(search);
    }
    assert_eq!(
        recent.searches.lock().unwrap().len(),
        2,
        "searches in the field of a list for two, after five searches"
    );
}
