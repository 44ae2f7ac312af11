//! The tab of borrows where there is nothing to see: it says why, and what could be seen.

use super::driver::Driver;
use super::sample::{answer_look, begun, judged, panicked, refused, trace};
use cellmate::app::footer;
use cellmate::verdict::{RunEnd, Trace};

fn seen(trace: Option<Trace>) -> Driver {
    let mut driver = judged(120, 36, panicked());
    driver.press("4");
    answer_look(&mut driver, trace);
    driver
}

fn without_events(change: impl FnOnce(&mut Trace)) -> Trace {
    let mut trace = trace();
    trace.events.truncate(1);
    trace.explanations.clear();
    change(&mut trace);
    trace
}

/// A program that prints and does nothing else.
fn printing() -> Trace {
    let printed =
        serde_json::json!({"thread": 0, "cell": 1, "what": "did", "action": "print", "value": "2"});
    without_events(|trace| {
        "Stdout".clone_into(&mut trace.cells[0].kind);
        trace.events = vec![serde_json::from_value(printed).unwrap()];
    })
}

#[test]
fn where_no_borrows_can_be_shown_a_sentence_says_why() {
    let pressed = |mut driver: Driver, keys: &str| {
        driver.press(keys);
        driver
    };
    let unfollowed = without_events(|trace| trace.ending = RunEnd::NotFollowed);
    let mut changed = seen(Some(trace()));
    changed.event(cellmate::engine::Event::FileRead {
        lesson: "counter".to_owned(),
        text: Ok("fn main() {}".to_owned()),
    });
    for (mut driver, says) in [
        (pressed(begun(120, 36), "4"), "grades your file first"),
        (
            pressed(begun(120, 36), "]2"),
            "first say what the program will do",
        ),
        (
            pressed(judged(120, 36, refused()), "4"),
            "the file does not compile",
        ),
        (
            pressed(judged(120, 36, panicked()), "4"),
            "runs your program again",
        ),
        (seen(None), "failed or took too long"),
        (
            seen(Some(without_events(|_| ()))),
            "used no RefCell, lock or thread",
        ),
        (seen(Some(printing())), "used no RefCell, lock or thread"),
        (
            seen(Some(unfollowed)),
            "could not trace this run to its end",
        ),
        (changed, "grades your file first"),
    ] {
        let text = driver.text();
        assert!(text.contains(says), "{says}\n{text}");
        assert!(
            text.contains("A trace shows every borrow and lock"),
            "{text}"
        );
        let words: Vec<&str> = footer(&driver.state).iter().map(|b| b.word).collect();
        assert!(!words.contains(&"step"), "there is nothing to step through");
    }
}
