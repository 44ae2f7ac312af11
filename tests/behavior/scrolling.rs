//! Scrolling what is longer than its pane: texts, lists, the wheel.

use super::driver::Driver;
use super::script::{play, story};
use super::verdicts;

#[test]
fn the_list_moves_by_rows_and_pages_and_to_its_ends() {
    story(
        "
        keys: l
        shows: Make hit count.
        keys: <end>
        shows: Put the lines into order.
        keys: <home><down>
        shows: Make hit count.
        keys: <pgdn>
        shows: Put the lines into order.
        keys: <pgup><down>
        shows: Make hit count.
        keys: <enter><down>
        shows: Make hit count.
        keys: l<down>
        shows: This one may be skipped.
        ",
    );
    story(
        "
        keys: ]l
        shows: This one may be skipped.
        keys: <pgdn>
        shows: Put the lines into order.
        keys: <up>
        shows: Choose.
        ",
    );
}

/// Saves a file of sixty lines and opens the Code tab.
fn sixty_lines() -> String {
    let lines: Vec<String> = (1..=60).map(|number| format!("row {number:02}")).collect();
    format!(
        "save: counter = wrong\\n{}\n keys: f\n shows: row 01",
        lines.join("\\n")
    )
}

#[test]
fn a_long_text_is_scrolled_by_lines_pages_and_to_its_ends() {
    let file = sixty_lines();
    story(&format!(
        "
        {file}
        hides: row 17
        keys: <down><down>
        hides: row 01
        shows: row 02
        keys: <up>
        shows: row 01
        keys: <end>
        shows: row 60
        hides: row 40
        keys: <pgup>
        hides: row 60
        shows: row 45
        keys: <home>
        shows: row 01
        hides: row 17
        keys: <pgdn>
        hides: row 09
        shows: row 10
        shows: row 20
        "
    ));
    story(
        "
        size: 120x24
        keys: ?
        shows: In the text or the file
        keys: <pgdn>
        hides: In the text or the file
        keys: <home>
        shows: In the text or the file
        wheel down: type to filter
        wheel down: type to filter
        hides: In the text or the file
        wheel up: type to filter
        wheel up: type to filter
        shows: In the text or the file
        wheel down: type to filter
        wheel down: type to filter
        keys: <esc>?
        shows: In the text or the file
        ",
    );
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let file = sixty_lines();
    story(&format!(
        "
        {file}
        wheel down: row 02
        hides: row 02
        shows: row 03
        wheel up: row 05
        shows: row 01
        wheel down: Make hit count
        shows: row 01
        keys: l
        wheel down: Which container?
        shows: This one may be skipped.
        wheel up: Which container?
        shows: Make hit count.
        "
    ));
    story(
        "
        keys: ]
        shows: stage 01
        wheel down: stage 03
        hides: stage 01
        shows: stage 04
        wheel up: stage 06
        shows: stage 01
        ",
    );
}

#[test]
fn a_page_or_another_pane_in_front_does_not_lose_the_place() {
    let file = sixty_lines();
    story(&format!(
        "
        {file}
        keys: <down><down><down>
        hides: row 01
        keys: ?
        shows: Everywhere
        keys: <esc>
        hides: row 01
        shows: row 04
        size: 80x24
        keys: <tab>
        hides: row 04
        keys: <s-tab>
        hides: row 01
        shows: row 04
        "
    ));
}

#[test]
fn another_tab_is_shown_from_its_top() {
    let file = sixty_lines();
    story(&format!(
        "
        size: 40x10
        {file}
        keys: <end>
        shows: row 60
        keys: 1
        shows: ○ expected   ● yours
        "
    ));
}

#[test]
fn a_list_that_is_longer_than_the_screen_follows_the_cursor() {
    play(
        &mut Driver::new("."),
        "
        size: 40x20
        keys: l<home>
        hides: ▾ Judgment
        keys: <end>
        shows: ▾ Judgment
        keys: <home>
        hides: ▾ Judgment
        ",
    );
}

#[test]
fn the_cursor_of_a_long_list_stays_in_its_middle() {
    play(
        &mut Driver::new("."),
        "
        size: 40x20
        keys: l<home><down><down><down><down><down><down><down><down><down><down><down><down>
        shows: Writing in an Fn closure
        ",
    );
}

#[test]
fn the_error_that_the_band_names_is_in_view_even_if_another_line_is_marked_above() {
    let mut driver = Driver::default();
    let mut verdict = verdicts::refused();
    verdict.observed.diagnostics[0].line = Some(46);
    let mut second = verdict.observed.diagnostics[0].clone();
    second.line = Some(18);
    verdict.observed.diagnostics.push(second);
    driver.give(verdict, None);
    let lines: Vec<String> = (1..=60).map(|number| format!("row {number:02}")).collect();
    let file = lines.join("\\n");
    play(
        &mut driver,
        &format!("save: counter = {file}\n shows: row 46\n hides: row 18"),
    );
}

#[test]
fn a_file_does_not_begin_with_what_is_said_about_a_line_above() {
    for line in 38..46 {
        let mut driver = Driver::default();
        let mut verdict = verdicts::refused();
        verdict.observed.diagnostics[0].line = Some(46);
        let mut second = verdict.observed.diagnostics[0].clone();
        second.line = Some(line);
        verdict.observed.diagnostics.push(second);
        driver.give(verdict, None);
        let lines: Vec<String> = (1..=60).map(|number| format!("row {number:02}")).collect();
        let file = lines.join("\\n");
        play(
            &mut driver,
            &format!("save: counter = {file}\n shows: row 46"),
        );
        let screen = driver.screen();
        let first = screen.lines().nth(2).unwrap();
        assert!(first.contains("row "), "{line}: {first}");
    }
}
