//! Hidden tests for `leaky_cycle`. They use what the text fixes: `new`, `connect`, `say` and `heard`.
use super::Phone;
use std::rc::Rc;

#[test]
fn both_are_dropped() {
    let (left, right) = (Phone::new("left"), Phone::new("right"));
    Phone::connect(&left, &right);
    assert!(
        left.say("one") && right.say("two"),
        "`say` returned false between two connected phones"
    );
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
        assert!(
            first.say("are you there?") && second.say("yes"),
            "`say` returned false between two connected phones"
        );
        let (leaving, staying) = if first_leaves {
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
        assert!(
            !staying.say("still there?"),
            "`say` returned true after the peer was dropped"
        );
    }
}

#[test]
fn words_arrive() {
    let (left, right) = (Phone::new("left"), Phone::new("right"));
    assert!(
        !left.say("too early"),
        "`say` returned true before the phone had a peer"
    );
    Phone::connect(&left, &right);
    assert!(
        left.say("one") && left.say("two") && right.say("three"),
        "`say` returned false between two connected phones"
    );
    assert_eq!(right.heard(), ["one", "two"], "what the right phone heard");
    assert_eq!(left.heard(), ["three"], "what the left phone heard");
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
