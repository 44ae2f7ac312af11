//! Random keys, sizes and events in random order: nothing panics, and nothing is drawn outside the screen.

use super::driver::Driver;
use super::grader::Answer;
use cellmate::app::{Input, PointerAction};
use cellmate::keymap::{BINDINGS, Key};
use proptest::prelude::*;

/// Something that happens.
#[derive(Clone, Debug)]
enum Gust {
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

fn gust() -> impl Strategy<Value = Gust> {
    prop_oneof![
        12 => keys().prop_map(Gust::Key),
        1 => ".{0,20}".prop_map(Gust::Pasted),
        2 => (1u16..160, 1u16..60).prop_map(|(w, h)| Gust::Size(w, h)),
        1 => (0u8..3, 0u16..200, 0u16..80).prop_map(|(did, x, y)| Gust::Pointer(did, x, y)),
        3 => prop::sample::select(TEXTS).prop_map(Gust::Saved),
        1 => Just(Gust::Held),
        2 => Just(Gust::Released),
        1 => Just(Gust::Ticked),
        1 => any::<bool>().prop_map(Gust::Reread),
    ]
}

fn blow(driver: &mut Driver, gust: Gust, has_course: bool) {
    match gust {
        Gust::Key(key) => driver.input(Input::Key(key)),
        Gust::Pasted(text) => driver.paste(&text),
        Gust::Size(width, height) => driver.resize(width, height),
        Gust::Pointer(did, x, y) => {
            let action = [
                PointerAction::Click,
                PointerAction::WheelUp,
                PointerAction::WheelDown,
            ][usize::from(did)];
            driver.input(Input::Pointer { action, x, y });
        }
        Gust::Saved(text) => {
            // Before the first start there is no file.
            if driver.read("counter").is_some() {
                driver.write("counter", text);
                driver.notice_save("counter");
            }
        }
        Gust::Held => driver.hold("grader"),
        Gust::Released => driver.release("", Answer::GoOn),
        Gust::Ticked => driver.tick(),
        Gust::Reread(whole) if whole && has_course => driver.reload_course(Vec::new()),
        Gust::Reread(_) => {
            driver.reload_course(vec!["something\tis wrong".to_owned()]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_storm_sinks_the_screen(gusts in prop::collection::vec(gust(), 1..60), new in any::<bool>()) {
        let mut driver = Driver::new("tests/course/good");
        (driver.size.0, driver.size.1) = (100, 30);
        if new {
            // Without a course, no key makes a desk.
            driver.prepare("without a course");
            driver.prepare("none");
        }
        driver.draw();
        for gust in gusts {
            blow(&mut driver, gust, !new);
            driver.draw();
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
