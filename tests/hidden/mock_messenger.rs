//! Hidden tests for `mock_messenger`. They use what the text fixes: the trait, the tracker, and `new` and `sent` of the mock.
use super::{LimitTracker, Messenger, MockMessenger};

#[test]
fn eighty_of_a_hundred() {
    let mock = MockMessenger::new();
    LimitTracker::new("cpu", 100, &mock).set_value(80);
    assert_eq!(
        mock.sent(),
        ["cpu: 75% reached"],
        "the messages at 80 of 100"
    );
}

#[test]
fn all_in_order() {
    let mock = MockMessenger::new();
    let (cpu, ram) = (
        LimitTracker::new("cpu", 10, &mock),
        LimitTracker::new("ram", 1000, &mock),
    );
    cpu.set_value(7);
    ram.set_value(950);
    cpu.set_value(8);
    cpu.set_value(8);
    ram.set_value(2000);
    assert_eq!(
        mock.sent(),
        [
            "ram: 90% reached",
            "cpu: 75% reached",
            "cpu: 75% reached",
            "ram: 100% reached"
        ],
        "the messages of two trackers with one mock"
    );
}

#[test]
fn starts_empty() {
    let sent: Vec<String> = MockMessenger::new().sent();
    assert!(sent.is_empty(), "a new mock has the messages {sent:?}");
}

#[test]
fn oldest_first() {
    let mock = MockMessenger::new();
    for message in ["b", "c", "a"] {
        mock.send(message);
    }
    assert_eq!(
        mock.sent(),
        ["b", "c", "a"],
        "the messages after `b`, `c` and `a` were sent"
    );
}

#[test]
fn same_message_twice() {
    let mock = MockMessenger::new();
    mock.send("hello");
    mock.send("hello");
    assert_eq!(
        mock.sent(),
        ["hello", "hello"],
        "the messages after `hello` was sent twice"
    );
}

#[test]
fn asking_twice() {
    let mock = MockMessenger::new();
    mock.send("hello");
    mock.sent();
    assert_eq!(
        mock.sent(),
        ["hello"],
        "the messages when you ask a second time"
    );
    mock.send("again");
    assert_eq!(
        mock.sent(),
        ["hello", "again"],
        "the messages after `again`, too"
    );
}

#[test]
fn two_mocks() {
    let (one, other) = (MockMessenger::new(), MockMessenger::new());
    one.send("to one");
    other.send("to the other");
    assert_eq!(one.sent(), ["to one"], "the messages of the first mock");
    assert_eq!(
        other.sent(),
        ["to the other"],
        "the messages of the second mock"
    );
}

#[test]
fn several_lines() {
    let mock = MockMessenger::new();
    for message in ["Two\nlines ", "", "one"] {
        mock.send(message);
    }
    assert_eq!(
        mock.sent(),
        ["Two\nlines ", "", "one"],
        "the messages after one of two lines, an empty one, and one of one line"
    );
}
