//! The events of a run on the full screen: stepping, clicking, scrolling.

use super::driver::Driver;
use super::script::{play, story};
use super::verdicts;
use cellmate::verdict::EventKind;

#[test]
fn the_events_of_a_run_are_stepped_through() {
    story(
        "
        save: counter = panics
        keys: 4
        shows: is still alive
        shows: ─  3 of 4
        shows: ◆────────  3 of 4
        keys: <home>
        shows: ─  1 of 4
        shows: is still alive
        keys: <left>
        shows: This is the first event
        keys: <right><right><right>
        shows: ◆  4 of 4
        keys: <right>
        shows: This is the last event
        keys: <left>
        shows: ─  3 of 4
        click: ─  3 of 4
        shows: ◆  4 of 4
        keys: <home><end>
        shows: ◆  4 of 4
        keys: <esc>
        hides: ◆  4 of 4
        shows: 4 events
        keys: <left>
        shows: ◆  4 of 4
        keys: <space>
        shows: ─  1 of 4
        ",
    );
}

#[test]
fn a_click_on_an_event_goes_there() {
    story(
        "
        save: counter = panics\\nlet cell\\nlet reader\\n\\nno second guard\\n
        keys: 4
        shows: ─  3 of 4
        click: cell is created
        shows: ─  1 of 4
        click: ✗ cannot
        shows: ─  3 of 4
        ",
    );
    // The same holds in lanes.
    story(
        "
        save: counter = panics threads
        keys: 4
        shows: ─  2 of 3
        click: borrows cell (guard reader)
        shows: ─  1 of 3
        ",
    );
}

#[test]
fn an_explanation_that_is_too_long_scrolls_below_its_picture() {
    story(
        "
        size: 40x10
        save: counter = panics\\nlet cell\\nlet reader\\n\\nno second guard\\n
        keys: 4
        shows: pgdn shows more
        keys: <pgdn><pgdn><pgdn><pgdn><pgdn><pgdn><pgdn><pgdn>
        hides: shows more
        shows: pgup goes back
        keys: <left>
        shows: pgdn shows more
        ",
    );
}

#[test]
fn the_names_of_the_threads_stay_in_view_while_the_lanes_scroll() {
    story(
        "
        grader: panics threads
        size: 76x10
        keys: 4<end>
        hides: borrows cell
        shows: main
        shows: ▴
        ",
    );
}

#[test]
fn lanes_whose_words_need_two_rows_are_still_beside_each_other() {
    let mut driver = Driver::default();
    let mut trace = verdicts::lost_update();
    let mut third = trace.threads[1].clone();
    (third.id, third.name) = (2, "worker 2".to_owned());
    trace.threads.push(third);
    trace.events[4].thread = 2;
    trace.events[5].thread = 2;
    for event in &mut trace.events {
        if let EventKind::Acquired { name, .. } = &mut event.kind {
            *name = Some("a_guard_with_a_name_of_many_columns".to_owned());
        }
    }
    driver.give(verdicts::panicked(), Some(trace));
    play(
        &mut driver,
        "
        size: 100x30
        keys: 4<home>
        shows: ┏━ locks cell
        size: 80x24
        hides: ┏━ locks cell
        shows: main locks cell
        ",
    );
}

#[test]
fn the_threads_tab_marks_a_run_that_failed() {
    story(
        "
        grader: panics threads
        keys: 1
        shows: 4 Threads ✗
        ",
    );
}

#[test]
fn another_schedule_keeps_the_verdicts_reason_and_has_a_cursor() {
    story(
        "
        save: counter = races
        keys: 4
        shows: Fails in
        keys: w
        shows: Fails in
        shows: ◆
        ",
    );
}

#[test]
fn a_deadlock_opens_at_the_wait_that_causes_it() {
    story(
        "
        grader: panics wakeup
        keys: 4
        shows: 3 of 18
        shows: ▸   2  │                                                    ╏ waits on other
        shows: ▸ Line 2: worker 1 waits on other.
        shows: The main thread waits on line 2 for thread worker 1 to finish.
        shows: ╰ worker 1 waits on other
        keys: <right>
        shows: ╰ main locks cell
        hides: worker 1 waits on other
        ",
    );
}

#[test]
fn an_explanation_is_whole_while_a_few_rows_are_left_for_the_threads() {
    story(
        "
        grader: panics wakeup
        keys: 4<end>
        shows: ▴
        hides: pgdn
        size: 60x16
        shows: pgdn shows more
        ",
    );
    // This holds also if marked steps are far apart.
    story(
        "
        grader: panics update
        size: 100x30
        keys: 4
        shows: and change it under one guard, or read again under the second one.
        shows: ▸ Line 2: main locks cell. It read
        hides: pgdn
        ",
    );
}

#[test]
fn a_cycle_is_closed_only_while_all_of_its_waits_are_shown() {
    story(
        "
        grader: panics crossing
        keys: 4<home>
        shows: ○ other is free
        keys: <end>
        shows: each waits for the other
        keys: c
        shows: Showing only cell
        hides: each waits for the other
        keys: cc
        shows: each waits for the other
        ",
    );
}

#[test]
fn one_cell_alone_has_its_state_alone() {
    story(
        "
        save: counter = panics cells
        keys: 4<end>
        shows: ○ cell is free   ○ other is free
        keys: c<end>
        shows: ○ cell is free
        hides: ○ other is free
        keys: c<end>
        hides: ○ cell is free
        shows: ○ other is free
        ",
    );
}

#[test]
fn the_state_of_a_cell_is_shown_whole_or_not_at_all() {
    let mut driver = Driver::default();
    let mut trace = verdicts::cells();
    trace.cells[1].name = Some("another_cell_of_this_run".to_owned());
    driver.give(verdicts::panicked(), Some(trace));
    play(
        &mut driver,
        "
        size: 80x24
        keys: 4<end>
        shows: ○ cell is free   ○ another_cell_of_this_run is free
        size: 40x10
        shows: ○ cell is free …
        hides: ○ another
        ",
    );
}

#[test]
fn the_result_of_the_previous_schedule_is_hidden_while_the_next_one_is_traced() {
    story(
        "
        save: counter = races
        keys: 4
        shows: other output, prints 1
        hold: grader
        keys: w
        shows: schedules
        hides: other output, prints 1
        hides: finished, prints 2
        release:
        shows: finished, prints 2
        ",
    );
}

#[test]
fn a_cell_alone_is_shown_at_its_main_event_and_with_its_own_explanation() {
    story(
        "
        save: counter = panics cells
        keys: 4<end>c
        shows: Showing only cell
        shows: ─  3 of 4
        shows: is still alive
        keys: c
        shows: Showing only other
        shows: The panic is at cell.
        hides: is still alive
        keys: c
        shows: Showing all cells
        shows: is still alive
        ",
    );
    // The cell that explains the run is the first.
    story(
        "
        grader: panics wakeup
        keys: 4<home>c
        shows: Showing only other; c shows the next one
        shows: The main thread waits on line 2
        keys: <home>c
        shows: Showing only cell; c shows all cells again
        shows: The explanation of this run is about other.
        ",
    );
    // There is nothing else to show.
    story(
        "
        save: counter = panics
        keys: 4
        shows: ─  3 of 4
        keys: c
        shows: There is only one cell.
        shows: ─  3 of 4
        ",
    );
}

#[test]
fn on_the_smallest_screen_the_rows_are_for_what_the_thread_does() {
    story(
        "
        size: 40x10
        save: counter = races crossing
        keys: 4
        hides: schedules  ✓
        shows: ▸   2  ╏  ╏   worker 1 waits for
        shows: locked by main on line 2
        keys: w
        shows: schedules  ✓
        size: 60x20
        shows: schedules  ✓
        ",
    );
}

#[test]
fn a_schedule_that_passes_opens_where_it_differs_and_says_why_it_passes() {
    let why = "worker 1 never waits on other, so it needs no";
    story(&format!(
        "
        save: counter = races wakeup
        keys: 4
        shows: worker 1 waits on other
        hides: {why}
        keys: w
        shows: 16 of 16
        shows: ▸ Line 2: worker 1 unlocks cell.
        shows: {why}
        keys: w
        hides: {why}
        "
    ));
}
