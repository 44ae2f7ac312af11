//! Hidden tests for `leaky_cycle`. They use what the text fixes: `new`, `connect`, `say` and `heard`.
use super::Phone;
use std::rc::Rc;

#[test]
fn silent_phones() {
    let (left, right) = (Phone::new("left"), Phone::new("right"));
    Phone::connect(&left, &right);
    let probes = [Rc::downgrade(&left), Rc::downgrade(&right)];
    drop((left, right));
    assert!(
        probes.iter().all(|probe| probe.upgrade().is_none()),
        "a phone still exists after both handles were dropped, without a word"
    );
}

#[test]
fn both_are_dropped() {
    let (left, right) = (Phone::new("left"), Phone::new("right"));
    Phone::connect(&left, &right);
    left.say("one");
    right.say("two");
    let probes = [Rc::downgrade(&left), Rc::downgrade(&right)];
    drop((left, right));
    assert!(
        probes.iter().all(|probe| probe.upgrade().is_none()),
        "a phone still exists after both handles were dropped"
    );
}

#[test]
fn either_may_leave_first() {
    for first_leaves in [true, false] {
        let (first, second) = (Phone::new("first"), Phone::new("second"));
        Phone::connect(&first, &second);
        let (leaving, _staying) = if first_leaves {
            (first, second)
        } else {
            (second, first)
        };
        let probe = Rc::downgrade(&leaving);
        drop(leaving);
        assert!(
            probe.upgrade().is_none(),
            "a phone still exists after its only handle was dropped"
        );
    }
}

#[test]
fn notices_the_end() {
    for first_leaves in [true, false] {
        let (first, second) = (Phone::new("first"), Phone::new("second"));
        Phone::connect(&first, &second);
        let (leaving, staying) = if first_leaves {
            (first, second)
        } else {
            (second, first)
        };
        drop(leaving);
        assert!(
            !staying.say("still there?"),
            "`say` returned true after the peer's only handle was dropped"
        );
    }
}

#[test]
fn says_nothing_alone() {
    assert!(
        !Phone::new("alone").say("too early"),
        "`say` returned true before the phone had a peer"
    );
}

#[test]
fn words_arrive() {
    let (left, right) = (Phone::new("left"), Phone::new("right"));
    Phone::connect(&left, &right);
    left.say("one");
    right.say("two");
    assert_eq!(right.heard(), ["one"], "what the right phone heard");
    assert_eq!(left.heard(), ["two"], "what the left phone heard");
}

#[test]
fn says_it_again() {
    let (left, right) = (Phone::new("left"), Phone::new("right"));
    Phone::connect(&left, &right);
    let answers = ["one", "two", "three"].map(|words| left.say(words));
    assert_eq!(
        answers,
        [true, true, true],
        "what `say` returned three times, between two connected phones"
    );
    assert_eq!(
        right.heard(),
        ["one", "two", "three"],
        "what the other phone heard"
    );
}

#[test]
fn another_call() {
    let desk = Phone::new("desk");
    for name in ["morning", "noon", "evening"] {
        let guest = Phone::new(name);
        Phone::connect(&desk, &guest);
        assert!(desk.say(name), "`say` returned false in the call `{name}`");
        assert_eq!(guest.heard(), [name], "what the guest heard");
        let probe = Rc::downgrade(&guest);
        drop(guest);
        assert!(
            probe.upgrade().is_none(),
            "the guest `{name}` still exists after the call"
        );
    }
}
