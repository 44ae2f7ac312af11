//! Hidden tests for `undo_stack`. They use what the text fixes: `Document` with `default`, `clone`,
//! `begin` and `lines`, and `push`, `rewrite`, `commit` and `rollback` of what `begin` gives.
use super::Document;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn with_lines(lines: &[&str]) -> Document {
    let document = Document::default();
    let mut change = document.begin();
    for line in lines {
        change.push(line);
    }
    change.commit();
    document
}

#[test]
fn commit_keeps() {
    let document = with_lines(&["a", "b"]);
    assert_eq!(
        document.lines(),
        ["a", "b"],
        "the lines after two pushes and a commit"
    );
    assert_eq!(
        with_lines(&[]).lines(),
        Vec::<String>::new(),
        "the lines after a commit without a change"
    );
}

#[test]
fn rollback_restores() {
    let document = with_lines(&["a", "b"]);
    let mut change = document.begin();
    change.rewrite(|line| line.to_uppercase());
    change.push("c");
    assert_eq!(
        document.lines(),
        ["A", "B", "c"],
        "the lines while the transaction is open"
    );
    change.rollback();
    assert_eq!(document.lines(), ["a", "b"], "the lines after the rollback");
}

#[test]
fn dropping_restores() {
    let document = with_lines(&["a"]);
    {
        let mut change = document.begin();
        change.push("b");
    }
    assert_eq!(
        document.lines(),
        ["a"],
        "the lines after a transaction was dropped without a commit"
    );
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let mut change = document.begin();
        change.push("c");
        change.rewrite(|line| line.parse::<u32>().expect("a number").to_string());
        change.commit();
    }));
    assert!(
        ended.is_err(),
        "`rewrite` hid the panic of the closure that it calls"
    );
    assert_eq!(
        document.lines(),
        ["a"],
        "the lines after the closure of `rewrite` panicked"
    );
}

#[test]
fn seen_by_user_code() {
    let document = with_lines(&["a", "b"]);
    let preview = document.clone();
    let mut change = document.begin();
    change.push("c");
    assert_eq!(
        preview.lines(),
        ["a", "b", "c"],
        "the preview after a push, while the transaction is open"
    );
    change.rewrite(|line| format!("{line}{}", preview.lines().len()));
    assert_eq!(
        preview.lines(),
        ["a3", "b3", "c3"],
        "the preview after a `rewrite` that appends the number of lines it shows"
    );
    change.commit();
    assert_eq!(
        preview.lines(),
        ["a3", "b3", "c3"],
        "the preview after the commit"
    );
}

#[test]
fn written_by_user_code() {
    let document = with_lines(&["a", "b"]);
    let other = document.clone();
    let mut change = document.begin();
    change.rewrite(|line| {
        let mut inner = other.begin();
        inner.push("c");
        inner.rollback();
        line.to_uppercase()
    });
    change.commit();
    assert_eq!(
        document.lines(),
        ["A", "B"],
        "the lines after a `rewrite` whose closure opens a transaction, pushes a line, and rolls back"
    );
}

#[test]
fn one_inside_the_other() {
    let document = with_lines(&["a"]);
    let mut outer = document.begin();
    outer.push("b");
    let mut inner = document.begin();
    inner.push("c");
    inner.rollback();
    assert_eq!(
        document.lines(),
        ["a", "b"],
        "the lines after the inner transaction was rolled back"
    );
    let mut inner = document.begin();
    inner.push("d");
    inner.commit();
    assert_eq!(
        document.lines(),
        ["a", "b", "d"],
        "the lines after the inner transaction was committed"
    );
    outer.rollback();
    assert_eq!(
        document.lines(),
        ["a"],
        "the lines after the outer transaction was rolled back"
    );
}

#[test]
fn ended_in_any_order() {
    let document = with_lines(&["a"]);
    let mut first = document.begin();
    first.push("b");
    let mut second = document.begin();
    second.push("c");
    first.rollback();
    assert_eq!(
        document.lines(),
        ["a"],
        "the lines after the first of two open transactions, begun with `a`, was rolled back"
    );
    second.rollback();
    assert_eq!(
        document.lines(),
        ["a", "b"],
        "the lines after the second, begun with `a` and `b`, was rolled back, too"
    );
}

#[test]
fn begun_with_nothing() {
    let document = with_lines(&[]);
    let mut change = document.begin();
    change.push("a");
    change.rollback();
    assert_eq!(
        document.lines(),
        Vec::<String>::new(),
        "the lines after a rollback in a document that was empty"
    );
}

#[test]
fn begun_without_a_change() {
    let document = with_lines(&["a"]);
    let unchanged = document.begin();
    let mut other = document.begin();
    other.push("b");
    other.commit();
    unchanged.rollback();
    assert_eq!(
        document.lines(),
        ["a"],
        "the lines after a transaction without changes, begun with `a`, was rolled back after another one was committed"
    );
}
