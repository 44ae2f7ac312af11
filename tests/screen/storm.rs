//! Any keys, sizes and reports in any order: nothing panics, and nothing is drawn outside.

use super::driver::Driver;
use super::sample::{
    opened, panicked, passed, refused, report, running, save, threads, trace, try_trace,
    wrong_output,
};
use cellmate::app::{Input, Message, PointerAction, STEP_TIME};
use cellmate::course::Problem;
use cellmate::engine::{Event, JobKind, Opened};
use cellmate::keymap::{BINDINGS, Key};
use proptest::prelude::*;

/// Something that happens.
#[derive(Clone, Debug)]
enum Gust {
    Key(Key),
    Pasted(String),
    Size(u16, u16),
    Pointer(u8, u16, u16),
    Saved,
    Judged(u8),
    Seen(bool),
    Ticked,
    Reread(bool),
}

fn keys() -> impl Strategy<Value = Key> {
    let known: Vec<Key> = BINDINGS
        .iter()
        .flat_map(|binding| binding.keys.to_vec())
        .collect();
    let known: Vec<Key> = known
        .into_iter()
        .filter(|key| *key != Key::Ctrl('z'))
        .collect();
    prop_oneof![
        6 => prop::sample::select(known),
        1 => any::<char>().prop_map(Key::Char),
    ]
}

fn gust() -> impl Strategy<Value = Gust> {
    prop_oneof![
        12 => keys().prop_map(Gust::Key),
        1 => ".{0,20}".prop_map(Gust::Pasted),
        2 => (1u16..160, 1u16..60).prop_map(|(w, h)| Gust::Size(w, h)),
        1 => (0u8..3, 0u16..200, 0u16..80).prop_map(|(did, x, y)| Gust::Pointer(did, x, y)),
        1 => Just(Gust::Saved),
        3 => (0u8..4).prop_map(Gust::Judged),
        2 => any::<bool>().prop_map(Gust::Seen),
        1 => Just(Gust::Ticked),
        1 => any::<bool>().prop_map(Gust::Reread),
    ]
}

fn blow(driver: &mut Driver, gust: Gust) {
    match gust {
        Gust::Key(key) => driver.key(key),
        Gust::Pasted(text) => driver.input(Input::Pasted(text)),
        Gust::Size(width, height) => driver.input(Input::Resized(width, height)),
        Gust::Pointer(did, x, y) => {
            let action = [
                PointerAction::Click,
                PointerAction::WheelUp,
                PointerAction::WheelDown,
            ][usize::from(did)];
            driver.input(Input::Pointer { action, x, y });
        }
        Gust::Saved => save(driver, "counter"),
        Gust::Judged(which) => {
            if running(driver, JobKind::Grading { lesson: "counter" }).is_some() {
                let verdict = [passed, wrong_output, refused, panicked][usize::from(which)]();
                report(driver, "counter", verdict);
            }
        }
        Gust::Seen(several) => {
            let trace = if several { threads() } else { trace() };
            try_trace(driver, Some(trace));
        }
        Gust::Ticked => driver.tell(Message::Tick(STEP_TIME)),
        Gust::Reread(whole) => driver.event(Event::CourseReloaded {
            course: whole.then(super::sample::course),
            problems: vec![Problem::of_file(
                "lessons/a.toml",
                "something\tis wrong",
                "",
            )],
        }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_storm_sinks_the_screen(gusts in prop::collection::vec(gust(), 1..60), new in any::<bool>()) {
        let mut driver = Driver::new(100, 30);
        let desk = if new { None } else { opened().desk };
        driver.open(Opened { desk, ..opened() });
        for gust in gusts {
            blow(&mut driver, gust);
            driver.draw();
        }
    }
}

#[test]
fn every_size_from_one_by_one_can_be_drawn() {
    for keys in ["", "4", "6", "?", "/x", "E", "]a", "]]a", "]]]a", "z"] {
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
            let mut driver = super::sample::judged(width, height, wrong_output());
            driver.press(keys);
            driver.draw();
        }
    }
}
