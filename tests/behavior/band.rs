//! The band: the verdict and its reason in one row.

use super::driver::Driver;
use super::script::{play, story};
use super::verdicts;
use cellmate::verdict::{BrokenRule, BrokenRuleKind, Diagnostic, Feedback};

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

#[test]
fn a_broken_rule_is_named_with_its_line_which_is_marked_in_the_file() {
    let mut driver = Driver::default();
    let mut verdict = verdicts::broken_rule();
    verdict.broken_rules = vec![BrokenRule {
        rule: "Cell".to_owned(),
        line: Some(1),
        kind: BrokenRuleKind::Forbidden {
            used: "Cell".to_owned(),
        },
    }];
    verdict.feedback = Some(Feedback {
        id: "starter".to_owned(),
        text: "You haven't changed the file yet.".to_owned(),
        by_lesson: true,
    });
    driver.give(verdict, None);
    play(
        &mut driver,
        "
        keys: g
        shows: ✗ Breaks a rule of this lesson    Line 1 uses Cell
        shows: 1▌
        shows: the file must not use
        ",
    );
}

#[test]
fn an_explanation_of_another_error_than_the_first_names_its_line() {
    let mut driver = Driver::default();
    let mut verdict = verdicts::refused();
    let errors = &mut verdict.observed.diagnostics;
    errors.insert(
        0,
        Diagnostic {
            code: None,
            line: Some(1),
            message: "mismatched types".to_owned(),
            ..errors[0].clone()
        },
    );
    driver.give(verdict, None);
    play(
        &mut driver,
        "
        keys: gx
        shows: E0594 (line 5), explained by rustc
        ",
    );
    story(
        "
        save: counter = refused
        keys: x
        shows: E0594, explained by rustc
        ",
    );
}
