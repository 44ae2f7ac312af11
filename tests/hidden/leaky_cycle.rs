//! Hidden tests for `leaky_cycle`. They use what the text fixes: `new`, `connect`, `say` and `heard`.
use super::Phone;
use std::rc::Rc;

#[test]
fn both_are_dropped() {
    let (left, right) = (Phone::new("left"), Phone::new("right"));
    Phone::connect(&left, &right);
    assert!(left.say("one"));
    assert!(right.say("two"));
    let probes = [Rc::downgrade(&left), Rc::downgrade(&right)];
    drop((left, right));
    assert!(probes.iter().all(|probe| probe.upgrade().is_none()));
}

#[test]
fn either_may_leave_first() {
    for first_leaves in [true, false] {
        let (first, second) = (Phone::new("first"), Phone::new("second"));
        Phone::connect(&first, &second);
        assert!(first.say("are you there?") && second.say("yes"));
        let (leaving, staying) = if first_leaves {
            (first, second)
        } else {
            (second, first)
        };
        let probe = Rc::downgrade(&leaving);
        drop(leaving);
        assert!(probe.upgrade().is_none(), "who leaves is gone");
        assert!(!staying.say("still there?"), "and nobody listens");
    }
}

#[test]
fn words_arrive() {
    let (left, right) = (Phone::new("left"), Phone::new("right"));
    assert!(!left.say("too early"));
    Phone::connect(&left, &right);
    for words in ["one", "two"] {
        assert!(left.say(words));
    }
    assert!(right.say("three"));
    assert_eq!(right.heard(), ["one", "two"]);
    assert_eq!(left.heard(), ["three"]);
}

#[test]
fn another_call() {
    let desk = Phone::new("desk");
    for name in ["morning", "noon", "evening"] {
        let guest = Phone::new(name);
        Phone::connect(&desk, &guest);
        assert!(desk.say(name));
        assert_eq!(guest.heard(), [name]);
        let probe = Rc::downgrade(&guest);
        drop(guest);
        assert!(probe.upgrade().is_none());
    }
}
