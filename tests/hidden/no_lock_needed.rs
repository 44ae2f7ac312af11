//! Hidden tests for `no_lock_needed`. They use what the text fixes: `new`, `write`, `correct`, `hand_in` and `lines`.
use super::Journal;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

#[test]
fn corrects_what_is_wrong() {
    let mut journal = Journal::new();
    for line in ["a", "b", "a", "aa"] {
        journal.write(line);
    }
    journal.correct("a", "c");
    journal.correct("x", "y");
    assert_eq!(
        journal.hand_in(),
        ["c", "b", "c", "aa"],
        "the lines a, b, a and aa, after a was replaced with c"
    );
    assert!(Journal::new().hand_in().is_empty());
}

#[test]
fn the_same_lines() {
    let journal = Journal::new();
    thread::scope(|scope| {
        scope.spawn(|| journal.write("from over there"));
    });
    let written = journal.lines.lock().unwrap()[0].as_ptr();
    assert_eq!(
        journal.hand_in()[0].as_ptr(),
        written,
        "where the text of the first line is in memory"
    );
}

#[test]
fn after_a_lost_guard() {
    let mut journal = Journal::new();
    journal.write("a");
    // Nobody can ever lock this again.
    mem::forget(journal.lines.lock());
    journal.correct("a", "b");
    assert_eq!(
        journal.hand_in(),
        ["b"],
        "the line a, replaced with b while a guard is forgotten"
    );
}

#[test]
fn nothing_hidden_after_a_panic() {
    let journal = Journal::new();
    journal.write("a");
    let writer = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let _guard = journal.lines.lock();
            panic!("while it holds the guard");
        });
        writer.join()
    });
    assert!(writer.is_err(), "the writer panics");
    let handed_in = catch_unwind(AssertUnwindSafe(|| journal.hand_in()));
    if let Ok(lines) = handed_in {
        assert_eq!(lines, ["a"], "what is handed in after a panic");
    }
}
