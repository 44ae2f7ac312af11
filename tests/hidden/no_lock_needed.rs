//! Hidden tests for `no_lock_needed`. They use what the text fixes: `new`, `write`, `correct`, `hand_in` and `lines`.
use super::Journal;
use std::mem;
use std::thread;

#[test]
fn corrects_what_is_wrong() {
    let mut journal = Journal::new();
    for line in ["a", "b", "a", "aa"] {
        journal.write(line);
    }
    journal.correct("a", "c");
    journal.correct("x", "y");
    assert_eq!(journal.hand_in(), ["c", "b", "c", "aa"]);
    assert!(Journal::new().hand_in().is_empty());
}

#[test]
fn the_same_lines() {
    let journal = Journal::new();
    thread::scope(|scope| {
        scope.spawn(|| journal.write("from over there"));
    });
    let written = journal.lines.lock().unwrap()[0].as_ptr();
    assert_eq!(journal.hand_in()[0].as_ptr(), written);
}

#[test]
fn after_a_lost_guard() {
    let mut journal = Journal::new();
    journal.write("a");
    // Nobody can ever lock this again.
    mem::forget(journal.lines.lock());
    journal.correct("a", "b");
    assert_eq!(journal.hand_in(), ["b"]);
}
