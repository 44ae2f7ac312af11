//! Any lines and reports in any order: nothing panics, and every line gets an answer.

use super::driver::Driver;
use super::sample::{
    opened, panicked, passed, refused, report, running, save, threads, trace, try_trace,
    wrong_output,
};
use cellmate::engine::{Error, Event, JobKind, Notice, Opened};
use cellmate::plain::Detail;
use proptest::prelude::*;

/// Lines that mean something somewhere.
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
enum Gust {
    Line(String),
    Saved,
    Judged(u8),
    Seen(bool),
    Closed,
    Noticed,
    Settled,
    Explained,
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(KNOWN).prop_map(str::to_owned),
        1 => ".{0,30}",
        1 => "[a-z]{1,5}( [0-9=-]{1,3})?",
    ]
}

fn gust() -> impl Strategy<Value = Gust> {
    prop_oneof![
        12 => line().prop_map(Gust::Line),
        1 => Just(Gust::Saved),
        3 => (0u8..4).prop_map(Gust::Judged),
        2 => any::<bool>().prop_map(Gust::Seen),
        1 => Just(Gust::Closed),
        1 => Just(Gust::Noticed),
        2 => Just(Gust::Settled),
        1 => Just(Gust::Explained),
    ]
}

fn blow(driver: &mut Driver, gust: Gust) {
    match gust {
        Gust::Line(line) => {
            driver.says(&line);
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
        Gust::Closed => driver.close_editor(Ok(())),
        Gust::Noticed => driver.event(Event::Noticed(Notice::Failed(Error::NoDesk))),
        Gust::Settled => driver.written(),
        Gust::Explained => driver.event(Event::Explained {
            code: "E0594".to_owned(),
            text: "why".to_owned(),
        }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_storm_sinks_the_conversation(gusts in prop::collection::vec(gust(), 1..80), new in any::<bool>()) {
        let mut driver = Driver::new(0, 0);
        let desk = if new { None } else { opened().desk };
        driver.open(Opened { desk, ..opened() });
        for gust in gusts {
            blow(&mut driver, gust);
            driver.print_news(Detail::Brief);
            let said = driver.take_text();
            let escapes = said.contains('\u{1b}');
            prop_assert!(!escapes);
            prop_assert!(!driver.prompt().is_empty());
        }
    }
}
