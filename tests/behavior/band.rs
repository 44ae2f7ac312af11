//! The band: the verdict and its reason in one row.

use super::driver::Driver;
use super::script::{play, story};
use super::verdicts;

#[test]
fn a_notice_leaves_the_verdict_and_its_reason_in_the_band() {
    story(
        "
        save: counter = panics
        keys: o
        shows: core lessons
        shows: is still borrowed by
        size: 80x24
        keys: oo
        shows: core lessons
        shows: is still borrowed by
        size: 40x10
        keys: o
        shows: Panicked
        ",
    );
}

#[test]
fn the_band_is_cut_between_words_and_leaves_the_time_out_first() {
    for verdict in ["refused", "panics", "wrong", "breaks", "races"] {
        let mut driver = Driver::default();
        play(&mut driver, &format!("save: counter = {verdict}"));
        for width in 40..=130 {
            driver.resize(width, 30);
            let screen = driver.screen();
            let band = screen.lines().find(|row| row.starts_with(" ✗ ")).unwrap();
            let band = band.trim_end();
            let cut = band.split(' ').filter(|word| word.ends_with('…'));
            assert!(cut.clone().all(|word| word == "…"), "{width}: {band}");
            if let Some(says) = band.strip_suffix("0.09 s") {
                assert!(says.ends_with("   "), "{width}: {band}");
                assert_eq!(cut.count(), 0, "{width}: {band}");
            }
        }
    }
}

#[test]
fn the_band_quotes_every_name_of_an_error_and_leaves_out_what_does_not_fit() {
    story(
        "
        save: counter = refused
        shows: cannot assign to `self.hits`, which is behind a `&` reference
        size: 60x20
        shows: cannot assign to `self.hits`
        hides: to `self.hits`,
        size: 50x20
        shows: cannot assign to …
        ",
    );
}

#[test]
fn the_reason_takes_the_place_of_the_number_of_schedules() {
    let mut driver = Driver::default();
    let mut verdict = verdicts::race(2);
    verdict.exploration.as_mut().unwrap().failing_trace = Some(Box::new(verdicts::crossed_locks()));
    driver.give(verdict, None);
    play(
        &mut driver,
        "
        size: 60x20
        keys: g
        shows: ✗ Fails in 1 of 2 schedules    They wait for each other
        size: 40x10
        shows: ✗ Fails    They wait for each other
        ",
    );
}
