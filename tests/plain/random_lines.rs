//! Random lines and events in random order: nothing panics, and every line gets an answer.

use super::driver::Driver;
use super::grader::Answer;
use proptest::prelude::*;

/// Lines that are valid in some state.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "help", "read", "edit", "check", "verdict", "output", "compiler", "compiler full", "explain", "tests", "borrows",
    "borrows all", "step", "back", "cell 1", "cell 0", "cell", "schedule", "schedule 1", "answer", "hint", "hints",
    "code", "code 3 5", "code 9 1", "line 3", "line 3 = x", "line 0 = x", "insert 1 = x", "insert 99 = x",
    "delete 1", "delete 0", "undo", "draft", "save", "drop", "solution", "reset", "yes", "no", "next", "lesson 1",
    "lesson 2", "lesson 3", "lesson 4", "lesson 0", "following", "previous", "list", "list 0", "list 99", "find e",
    "find", "progress", "takeaway", "where", "problems", "mode full", "quit", "", "", "1", "2", "3", "4", "0", "1 2",
    "2 1 3", "1,1", "E0502", ".", "99999999999999999999", "=", "line", "line =", "?", "/", "!",
];

/// Something that happens.
#[derive(Clone, Debug)]
enum RandomStep {
    Line(String),
    Saved(&'static str),
    Held,
    Released,
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(KNOWN).prop_map(str::to_owned),
        1 => ".{0,30}",
        1 => "[a-z]{1,5}( [0-9=-]{1,3})?",
    ]
}

/// The first words of saved files, which decide the verdict.
const TEXTS: &[&str] = &[
    "passes",
    "wrong",
    "refused",
    "panics",
    "panics threads",
    "races",
];

fn step() -> impl Strategy<Value = RandomStep> {
    prop_oneof![
        12 => line().prop_map(RandomStep::Line),
        3 => prop::sample::select(TEXTS).prop_map(RandomStep::Saved),
        1 => Just(RandomStep::Held),
        2 => Just(RandomStep::Released),
    ]
}

fn carry_out(driver: &mut Driver, step: RandomStep) {
    match step {
        RandomStep::Line(line) => driver.type_line(&line),
        RandomStep::Saved(text) => {
            // Before the first start there is no file.
            if driver.read("counter").is_some() {
                driver.write("counter", text);
                driver.notice_save("counter");
            }
        }
        RandomStep::Held => driver.hold("grader"),
        RandomStep::Released => driver.release("", Answer::GoOn),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_lines_never_break_plain_mode(steps in prop::collection::vec(step(), 1..80), new in any::<bool>()) {
        let mut driver = Driver::new("tests/course/good");
        if new {
            // Without a course, no line makes a desk.
            driver.prepare("without a course");
            driver.prepare("none");
        }
        driver.type_line("");
        let mut held = false;
        for step in steps {
            match step {
                RandomStep::Held => held = true,
                RandomStep::Released => held = false,
                RandomStep::Line(_) | RandomStep::Saved(_) => {}
            }
            // A line may wait for what is held; and what a program prints is typed line by line without an answer.
            let is_silent = held || driver.prompt() == "printed";
            let typed = match &step {
                RandomStep::Line(line) if !is_silent => Some(line.clone()),
                _ => None,
            };
            carry_out(&mut driver, step);
            let escapes = driver.said().contains('\u{1b}');
            prop_assert!(!escapes);
            if driver.has_quit() {
                break;
            }
            if let Some(line) = typed {
                prop_assert!(!driver.said().is_empty(), "no answer to `{}`", line);
            }
        }
    }
}
