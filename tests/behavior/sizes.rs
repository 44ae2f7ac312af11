//! What stays in its place or in view: from tab to tab, and in a window of another size.

use super::driver::Driver;
use super::script::{play, story};
use super::verdicts;
use cellmate::app::layout;

#[test]
fn text_and_file_keep_their_places_from_tab_to_tab() {
    let mut driver = Driver::default();
    play(&mut driver, "save: counter = refused\n keys: 1");
    let mut upper_edge = |keys: &str| {
        driver.press(keys);
        let screen = driver.screen();
        screen
            .lines()
            .position(|row| row.contains("What happened"))
            .unwrap()
    };
    let first = upper_edge("1");
    for keys in ["2", "x", "x", "3", "4", "5", "7"] {
        assert_eq!(upper_edge(keys), first, "after {keys}");
    }
}

#[test]
fn a_smaller_window_shows_the_card_of_a_file_that_has_passed() {
    story(
        "
        size: 120x36
        save: counter = passes
        shows: Make hit count.
        size: 80x24
        shows: Two borrows at once
        hides: Make hit count.
        ",
    );
    story(
        "
        size: 120x36
        save: counter = wrong
        size: 80x24
        shows: Make hit count.
        ",
    );
}

#[test]
fn the_end_of_a_chapter_says_how_much_of_the_course_is_done_at_every_size() {
    for size in ["40x10", "60x20", "120x36"] {
        story(&format!(
            "
            keys: ]]a<down><down>5<enter><enter>1<enter>
            save: counter = passes
            keys: [[n
            size: {size}
            shows: Start: this chapter is done
            shows: 2 of 5
            "
        ));
    }
}

#[test]
fn the_marked_line_stays_in_view_in_a_smaller_window_until_the_file_is_scrolled() {
    let mut driver = Driver::default();
    let mut verdict = verdicts::refused();
    verdict.observed.diagnostics[0].line = Some(22);
    driver.give(verdict, None);
    let lines: Vec<String> = (1..=60).map(|number| format!("row {number:02}")).collect();
    let file = lines.join("\\n");
    play(
        &mut driver,
        &format!(
            "
            save: counter = {file}
            keys: f
            shows: row 22
            size: 100x24
            shows: row 22
            size: 40x10
            shows: row 22
            keys: <home>
            shows: row 01
            hides: row 22
            size: 60x14
            shows: row 01
            hides: row 22
            "
        ),
    );
}

#[test]
fn on_a_narrow_screen_a_save_opens_the_verdict_and_a_lesson_its_text() {
    story(
        "
        size: 60x20
        keys: ?<esc>
        shows: Make hit count
        save: counter = wrong
        shows: ┃1 Output ✗
        keys: ][
        shows: Make hit count
        ",
    );
}

#[test]
fn on_a_narrow_screen_a_verdict_that_nobody_asked_for_does_not_come_to_the_front() {
    story(
        "
        size: 60x20
        keys: ?<esc>
        shows: Make hit count
        course changes: counter
        shows: Make hit count
        hides: 1 Output
        save: counter = wrong
        shows: ┃1 Output ✗
        keys: ][
        course changes: counter
        shows: Make hit count
        ",
    );
}

#[test]
fn on_a_narrow_screen_there_is_one_pane_at_a_time() {
    story(
        "
        size: 80x24
        shows: Make hit count.
        shows: Does not compile
        hides: Which container?
        keys: <tab>
        shows: struct Counter
        hides: Make hit count.
        keys: <tab>
        shows: 3 Tests
        hides: struct Counter
        shows: Does not compile
        click: Code
        shows: struct Counter
        click: Lesson
        shows: Make hit count.
        click: Verdict
        shows: 3 Tests
        keys: l
        shows: Which container?
        keys: <enter>
        shows: Make hit count.
        ",
    );
}

#[test]
fn on_a_large_screen_the_panes_are_beside_each_other_and_a_run_below_the_file() {
    let mut driver = Driver::default();
    driver.resize(160, 45);
    driver.write("counter", "panics cells");
    driver.press("1");
    let beside = layout(driver.state()).unwrap();
    assert_eq!(beside.file.outer.y, beside.verdict.outer.y);
    for tab in ["2", "3", "4", "5", "7"] {
        driver.press(tab);
        let panes = layout(driver.state()).unwrap();
        assert_eq!(panes.text.outer, beside.text.outer, "{tab}");
        if tab == "4" {
            assert_eq!(panes.file.outer.x, panes.verdict.outer.x, "{tab}");
        } else {
            assert_eq!(panes.file.outer, beside.file.outer, "{tab}");
            assert_eq!(panes.verdict.outer, beside.verdict.outer, "{tab}");
        }
    }
}

#[test]
fn the_notes_of_a_figure_move_below_it_where_the_panes_are_beside_each_other() {
    let mut driver = Driver::new(".");
    driver.resize(160, 45);
    driver.press("/when a guard<enter>");
    let panes = layout(driver.state()).unwrap();
    assert_eq!(panes.file.outer.y, panes.verdict.outer.y);
    assert!(driver.screen().contains("<- the guard is created"));
}

#[test]
fn on_a_large_screen_the_text_is_always_to_the_left_of_file_and_verdict() {
    let mut driver = Driver::new(".");
    driver.resize(160, 45);
    for (lesson, is_beside) in [
        ("when a guard", true),
        // A prediction.
        ("two write guards", true),
        // The text has a figure that is too wide for three columns.
        ("one guard at", false),
    ] {
        driver.press(&format!("/{lesson}<enter>"));
        let panes = layout(driver.state()).unwrap();
        let [text, file, verdict] = [panes.text, panes.file, panes.verdict].map(|pane| pane.outer);
        assert_eq!(text.y..text.bottom(), 1..panes.band.y, "{lesson}");
        assert_eq!(file.x, text.right(), "{lesson}");
        if is_beside {
            assert_eq!((file.right(), file.y), (verdict.x, verdict.y), "{lesson}");
        } else {
            assert_eq!((file.x, file.bottom()), (verdict.x, verdict.y), "{lesson}");
        }
    }
}
