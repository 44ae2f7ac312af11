//! Hidden tests for `ask_first`. They use what the text fixes: `new`, `each`, `count` and `tidy`.
use super::Notices;
use std::cell::RefCell;

fn shown(notices: &Notices) -> Vec<String> {
    let seen = RefCell::new(Vec::new());
    notices.each(|notice| seen.borrow_mut().push(notice.to_owned()));
    seen.into_inner()
}

#[test]
fn tidies_when_free() {
    let notices = Notices::new(&["a", "done b", "not done", "done d", "done"]);
    notices.tidy();
    assert_eq!(
        shown(&notices),
        ["a", "not done"],
        "the notices after tidying `a`, `done b`, `not done`, `done d`, `done`"
    );
}

#[test]
fn true_if_it_tidied() {
    let notices = Notices::new(&["a", "done b"]);
    assert_eq!(
        [notices.tidy(), notices.tidy()],
        [true, true],
        "what `tidy` returned with one notice to remove, and then with none"
    );
}

#[test]
fn false_if_it_skipped() {
    let notices = Notices::new(&["done a", "b"]);
    let answers = RefCell::new(Vec::new());
    notices.each(|_| answers.borrow_mut().push(notices.tidy()));
    assert_eq!(
        answers.into_inner(),
        [false, false],
        "what `tidy` returned inside `each`, for two notices"
    );
}

#[test]
fn list_stays_while_read() {
    let notices = Notices::new(&["done a", "b", "done c"]);
    let seen = RefCell::new(Vec::new());
    notices.each(|notice| {
        notices.tidy();
        seen.borrow_mut().push(notice.to_owned());
    });
    assert_eq!(
        (seen.into_inner().len(), notices.count()),
        (3, 3),
        "notices shown by an `each` whose closure calls `tidy`, and notices afterwards"
    );
}

#[test]
fn tidies_again_afterwards() {
    let notices = Notices::new(&["done a", "b"]);
    notices.each(|_| {
        notices.tidy();
    });
    let tidied = notices.tidy();
    assert_eq!(
        (tidied, notices.count()),
        (true, 1),
        "what `tidy` returned after `each` had ended, and the notices then"
    );
}

#[test]
fn reads_while_read() {
    let notices = Notices::new(&["done a", "b", "c"]);
    let pairs = RefCell::new(0);
    let counts = RefCell::new(Vec::new());
    notices.each(|_| {
        notices.each(|_| *pairs.borrow_mut() += 1);
        counts.borrow_mut().push(notices.count());
    });
    assert_eq!(
        pairs.into_inner(),
        9,
        "calls to the inner closure, with three notices"
    );
    assert_eq!(
        counts.into_inner(),
        [3; 3],
        "what `count` returned inside `each`, for three notices"
    );
}

#[test]
fn readers_in_readers() {
    let notices = Notices::new(&["done a", "b", "c"]);
    let answers = RefCell::new(Vec::new());
    notices.each(|_| {
        notices.each(|_| {});
        answers.borrow_mut().push(notices.tidy());
    });
    assert_eq!(
        answers.into_inner(),
        [false; 3],
        "what `tidy` returned after an inner `each`, for three notices"
    );
}

#[test]
fn others_are_free() {
    let (read, free) = (Notices::new(&["done a"]), Notices::new(&["done b"]));
    let tidied = RefCell::new(false);
    read.each(|_| *tidied.borrow_mut() = free.tidy());
    assert!(
        tidied.into_inner(),
        "`tidy` returned false because another list was being read"
    );
    assert_eq!(
        (read.count(), free.count()),
        (1, 0),
        "notices of the list that was read, and of the one that was tidied"
    );
}
