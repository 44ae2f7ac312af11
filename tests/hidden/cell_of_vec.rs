//! Hidden tests for `cell_of_vec`. They use what the text fixes: `new`, `post`, `waiting` and `collect`.
use super::Outbox;

#[test]
fn keeps_all_letters() {
    let outbox = Outbox::new();
    let (one, other) = (&outbox, &outbox);
    for letter in ["a", "b"] {
        one.post(letter);
        other.post(&letter.repeat(2));
    }
    let mut letters = outbox.collect();
    letters.sort();
    assert_eq!(
        letters,
        ["a", "aa", "b", "bb"],
        "the letters that two references posted in turn, sorted"
    );
}

#[test]
fn oldest_first() {
    let outbox = Outbox::new();
    for letter in ["b", "c", "a"] {
        outbox.post(letter);
    }
    assert_eq!(
        outbox.collect(),
        ["b", "c", "a"],
        "the letters collected after `b`, `c` and `a` were posted"
    );
}

#[test]
fn one_letter() {
    let outbox = Outbox::new();
    outbox.post("x");
    assert_eq!(
        [(); 3].map(|()| outbox.waiting()),
        [1, 1, 1],
        "letters waiting after one was posted, asked for three times"
    );
    assert_eq!(outbox.collect(), ["x"], "the letter collected");
}

#[test]
fn looking_loses_nothing() {
    let outbox = Outbox::new();
    assert_eq!(outbox.waiting(), 0, "letters waiting in a new outbox");
    outbox.post("x");
    outbox.post("y");
    assert_eq!(
        (outbox.waiting(), outbox.waiting()),
        (2, 2),
        "letters waiting after `x` and `y`, asked for twice"
    );
    assert_eq!(
        outbox.collect(),
        ["x", "y"],
        "the letters collected after two calls to `waiting`"
    );
}

#[test]
fn collected_once() {
    let outbox = Outbox::new();
    outbox.post("x");
    outbox.collect();
    assert_eq!(outbox.waiting(), 0, "letters waiting after `collect`");
    let again: Vec<String> = outbox.collect();
    assert!(
        again.is_empty(),
        "a second `collect` returned {again:?} again"
    );
}

#[test]
fn two_outboxes() {
    let (home, work) = (Outbox::new(), Outbox::new());
    home.post("x");
    work.post("y");
    work.post("z");
    assert_eq!(
        (home.waiting(), work.waiting()),
        (1, 2),
        "letters waiting in two outboxes after one and two calls to `post`"
    );
    assert_eq!(home.collect(), ["x"], "the letter of the first outbox");
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
    for number in 0..300 {
        outbox.post(&number.to_string());
    }
    assert_eq!(
        (outbox.waiting(), outbox.collect().len()),
        (300, 300),
        "letters waiting and letters collected after 300 different ones were posted"
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

#[test]
fn goes_on_after_collect() {
    let outbox = Outbox::new();
    outbox.post("x");
    outbox.collect();
    outbox.post("y");
    assert_eq!(
        (outbox.waiting(), outbox.collect()),
        (1, vec!["y".to_owned()]),
        "letters waiting and the letters collected after `x` was collected and `y` posted"
    );
}

#[test]
fn equal_letters() {
    let outbox = Outbox::new();
    for letter in ["a", "b", "b", "a"] {
        outbox.post(letter);
    }
    assert_eq!(
        (outbox.waiting(), outbox.collect()),
        (4, ["a", "b", "b", "a"].map(str::to_owned).to_vec()),
        "letters waiting and the letters collected after posting `a`, `b` twice, and another `a`"
    );
}
