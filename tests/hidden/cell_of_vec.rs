//! Hidden tests for `cell_of_vec`. They use what the text fixes: `new`, `post`, `waiting` and `collect`.
use super::Outbox;

#[test]
fn keeps_the_order() {
    let outbox = Outbox::new();
    let (one, other) = (&outbox, &outbox);
    for letter in ["a", "b"] {
        one.post(letter);
        other.post(&letter.repeat(2));
    }
    assert_eq!(outbox.collect(), ["a", "aa", "b", "bb"]);
}

#[test]
fn looking_loses_nothing() {
    let outbox = Outbox::new();
    assert_eq!(outbox.waiting(), 0);
    outbox.post("x");
    outbox.post("y");
    assert_eq!((outbox.waiting(), outbox.waiting()), (2, 2));
    assert_eq!(outbox.collect(), ["x", "y"]);
}

#[test]
fn collected_once() {
    let outbox = Outbox::new();
    outbox.post("x");
    assert_eq!(outbox.collect(), ["x"]);
    assert_eq!(outbox.waiting(), 0);
    assert!(outbox.collect().is_empty());
    outbox.post("y");
    assert_eq!(outbox.collect(), ["y"]);
}

#[test]
fn two_outboxes() {
    let (home, work) = (Outbox::new(), Outbox::new());
    home.post("x");
    work.post("y");
    work.post("z");
    assert_eq!((home.waiting(), work.waiting()), (1, 2));
    assert_eq!(home.collect(), ["x"]);
}

#[test]
fn every_letter_counts() {
    let outbox = Outbox::new();
    for letter in ["a", "", "b"] {
        outbox.post(letter);
    }
    assert_eq!(
        outbox.waiting(),
        3,
        "letters waiting after posting `a`, an empty letter and `b`"
    );
    assert_eq!(outbox.collect(), ["a", "", "b"], "the letters collected");
}

#[test]
fn many_letters() {
    let outbox = Outbox::new();
    for _ in 0..300 {
        outbox.post("x");
    }
    assert_eq!(
        (outbox.waiting(), outbox.collect().len()),
        (300, 300),
        "letters waiting and letters collected after 300 calls of `post`"
    );
}

#[test]
fn several_lines() {
    let outbox = Outbox::new();
    outbox.post("dear ada,\nhow are you?\r");
    assert_eq!(outbox.waiting(), 1, "letters waiting after posting one");
    assert_eq!(
        outbox.collect(),
        ["dear ada,\nhow are you?\r"],
        "the letter collected"
    );
}
