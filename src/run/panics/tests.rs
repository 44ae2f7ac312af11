//! Tests of `panics`.

use super::*;

const STDERR: &str = "hello\n\nthread '<unnamed>' (71) panicked at exercises/a/b.rs:7:9:\n\
    assertion `left == right` failed: why\n  left: 1\n right: 2\n\
    note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\n\
    thread 'main' (70) panicked at exercises/a/b.rs:12:20:\n\
    called `Result::unwrap()` on an `Err` value: Any { .. }\n";

#[test]
fn every_panic_is_found_with_thread_line_kind_and_message() {
    let found = read(STDERR, "exercises/a/b.rs");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].thread, "<unnamed>");
    assert_eq!(found[0].line, Some(7));
    assert_eq!(found[0].panic_kind, PanicKind::Assertion);
    assert!(found[0].message.ends_with("right: 2"));
    assert_eq!(found[1].thread, "main");
    assert_eq!(found[1].panic_kind, PanicKind::Unwrap);
}

#[test]
fn a_panic_message_ends_where_the_test_harness_prints() {
    let text = "thread 't' panicked at exercises/a/b.rs:7:9:\na writer is in\n\n\nfailures:\n    t\n\n\
                test result: FAILED. 0 passed; 1 failed\n";
    let found = read(text, "exercises/a/b.rs");
    assert_eq!(found[0].message, "a writer is in");
}

#[test]
fn a_panic_inside_std_has_no_line_in_the_learners_file() {
    let text =
        "thread 'main' panicked at /rustc/1/library/core/src/cell/once.rs:3:4:\nreentrant init\n";
    let found = read(text, "exercises/a/b.rs");
    assert_eq!(
        (found[0].line, found[0].panic_kind),
        (None, PanicKind::Other)
    );
}

const BACKTRACE: &str = "thread 'main' (70) panicked at /rustc/1/library/core/src/cell.rs:3:4:\n\
    RefCell already mutably borrowed\nstack backtrace:\n\
    \x20  5: core::cell::RefCell<T>::borrow\n             at /rustc/1/library/core/src/cell.rs:1124:25\n\
    \x20  6: <a::Page as core::cmp::PartialEq>::eq\n             at ./exercises/a/b.rs:7:5\n\
    \x20  7: a::Page::shown::{{closure}}\n             at /tmp/w/exercises/a/b.rs:12:5\n\
    \x20  8: a::main\n             at ./exercises/a/b.rs:21:20\n";

#[test]
fn the_innermost_line_is_of_a_function_that_the_file_defines() {
    let line = |defined: &[&str]| {
        innermost_line(BACKTRACE, "exercises/a/b.rs", |name| {
            defined.contains(&name)
        })
    };
    assert_eq!(line(&["main", "shown", "eq"]), Some(7));
    assert_eq!(line(&["main", "shown"]), Some(12));
    assert_eq!(line(&["main"]), Some(21));
    assert_eq!(
        innermost_line(BACKTRACE, "exercises/a/c.rs", |_| true),
        None
    );
    let found = read(BACKTRACE, "exercises/a/b.rs");
    assert_eq!(found[0].message, "RefCell already mutably borrowed");
}

#[test]
fn the_backtrace_of_the_panic_that_counts_is_read() {
    let of = |thread: &str, line: u8| {
        BACKTRACE
            .replace("'main'", &format!("'{thread}'"))
            .replace("rs:7:5", &format!("rs:{line}:5"))
    };
    let line = |panics: &[String]| innermost_line(&panics.concat(), "exercises/a/b.rs", |_| true);
    assert_eq!(line(&[of("worker", 1), of("main", 2)]), Some(2));
    assert_eq!(line(&[of("main", 2), of("worker", 1)]), Some(2));
    assert_eq!(line(&[of("main", 2), of("main", 3)]), Some(3));
    assert_eq!(line(&[of("one", 4), of("two", 5)]), Some(5));
}

#[test]
fn a_frame_names_its_function_without_closures_and_type_arguments() {
    for (frame, function) in [
        ("   0: main", "main"),
        ("   1: a::main::{{closure}}", "main"),
        ("   2: a::main::{closure#0}::{closure#1}", "main"),
        ("   3: a::first::<u8>", "first"),
        ("   4: <a::Page<u8>>::text", "text"),
    ] {
        assert_eq!(name(frame), function, "{frame}");
    }
}

const SENTENCES: &[(&str, PanicKind)] = &[
    ("RefCell already borrowed", PanicKind::AlreadyBorrowed),
    (
        "already borrowed: BorrowMutError",
        PanicKind::AlreadyBorrowed,
    ),
    ("busy: BorrowMutError", PanicKind::AlreadyBorrowed),
    (
        "RefCell already mutably borrowed",
        PanicKind::AlreadyMutablyBorrowed,
    ),
    (
        "called `Result::unwrap()` on an `Err` value: PoisonError { .. }",
        PanicKind::Poisoned,
    ),
    (
        "called `Option::unwrap()` on a `None` value",
        PanicKind::Unwrap,
    ),
    (
        "index out of bounds: the len is 1 but the index is 2",
        PanicKind::Index,
    ),
    (
        "removal index (is 3) should be < len (is 0)",
        PanicKind::Index,
    ),
    ("attempt to subtract with overflow", PanicKind::Overflow),
    ("attempt to divide by zero", PanicKind::Overflow),
    ("assertion failed: x", PanicKind::Assertion),
    ("not yet implemented", PanicKind::Explicit),
    ("my own words", PanicKind::Explicit),
    ("range of the quota is used up", PanicKind::Explicit),
    ("attempt to take from an empty account", PanicKind::Explicit),
    ("already borrowed by Ada", PanicKind::Explicit),
    ("assertion of mine", PanicKind::Explicit),
];

#[test]
fn panic_messages_are_classified() {
    for (message, kind) in SENTENCES {
        assert_eq!(classify(message, true), *kind, "{message}");
    }
}
