//! Random keys, sizes and events in random order: nothing panics, and nothing is drawn outside the screen.

use super::driver::Driver;
use super::grader::Answer;
use cellmate::app::{Input, PointerAction};
use cellmate::keymap::{BINDINGS, Key};
use proptest::prelude::*;

/// Something that happens.
#[derive(Clone, Debug)]
enum RandomStep {
    Key(Key),
    Pasted(String),
    Size(u16, u16),
    Pointer(u8, u16, u16),
    Saved(&'static str),
    Held,
    Released,
    Ticked,
    Reread(bool),
}

fn keys() -> impl Strategy<Value = Key> {
    let known: Vec<Key> = BINDINGS
        .iter()
        .flat_map(|binding| binding.keys.to_vec())
        .collect();
    prop_oneof![
        6 => prop::sample::select(known),
        1 => any::<char>().prop_map(Key::Char),
    ]
}

/// The first words of saved files, which decide the verdict.
const TEXTS: &[&str] = &[
    "passes",
    "wrong",
    "refused",
    "panics",
    "panics threads",
    "panics cells",
    "panics nothing",
    "races",
];

fn step() -> impl Strategy<Value = RandomStep> {
    prop_oneof![
        12 => keys().prop_map(RandomStep::Key),
        1 => ".{0,20}".prop_map(RandomStep::Pasted),
        2 => (1u16..160, 1u16..60).prop_map(|(w, h)| RandomStep::Size(w, h)),
        1 => (0u8..3, 0u16..200, 0u16..80).prop_map(|(did, x, y)| RandomStep::Pointer(did, x, y)),
        3 => prop::sample::select(TEXTS).prop_map(RandomStep::Saved),
        1 => Just(RandomStep::Held),
        2 => Just(RandomStep::Released),
        1 => Just(RandomStep::Ticked),
        1 => any::<bool>().prop_map(RandomStep::Reread),
    ]
}

fn carry_out(driver: &mut Driver, step: RandomStep, has_course: bool) {
    match step {
        RandomStep::Key(key) => driver.input(Input::Key(key)),
        RandomStep::Pasted(text) => driver.paste(&text),
        RandomStep::Size(width, height) => driver.resize(width, height),
        RandomStep::Pointer(did, x, y) => {
            let action = [
                PointerAction::Click,
                PointerAction::WheelUp,
                PointerAction::WheelDown,
            ][usize::from(did)];
            driver.input(Input::Pointer { action, x, y });
        }
        RandomStep::Saved(text) => {
            // Before the first start there is no file.
            if driver.read("counter").is_some() {
                driver.write("counter", text);
                driver.notice_save("counter");
            }
        }
        RandomStep::Held => driver.hold("grader"),
        RandomStep::Released => driver.release("", Answer::GoOn),
        RandomStep::Ticked => driver.tick(),
        RandomStep::Reread(whole) if whole && has_course => driver.reload_course(Vec::new()),
        RandomStep::Reread(_) => {
            driver.reload_course(vec!["something\tis wrong".to_owned()]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_input_never_breaks_the_screen(steps in prop::collection::vec(step(), 1..60), new in any::<bool>()) {
        let mut driver = Driver::new("tests/course/good");
        (driver.size.0, driver.size.1) = (100, 30);
        if new {
            // Without a course, no key makes a desk.
            driver.prepare("without a course");
            driver.prepare("none");
        }
        driver.draw();
        for step in steps {
            carry_out(&mut driver, step, !new);
            driver.draw();
            if !driver.has_quit() {
                let idle = driver.idle_hints();
                prop_assert!(idle.is_empty(), "the footer offers {:?}\n{}", idle, driver.screen());
            }
        }
    }
}

#[test]
fn every_size_from_one_by_one_can_be_drawn() {
    for keys in ["", "4", "6", "?", "/x", "E", "]a", "]]a", "]]]a", "z"] {
        let mut driver = Driver::new("tests/course/good");
        driver.write("counter", "wrong");
        driver.press(keys);
        for (width, height) in [
            (1, 1),
            (2, 1),
            (1, 9),
            (39, 10),
            (40, 9),
            (40, 10),
            (41, 11),
            (99, 23),
            (100, 24),
            (300, 90),
        ] {
            driver.resize(width, height);
            driver.draw();
        }
    }
}
