//! The run of a program: its events, cells and schedules, and why there is nothing to see.

use super::driver::Driver;
use super::script::story;
use std::time::Duration;

#[test]
fn events_play_until_the_last_one() {
    story(
        "
        save: counter = panics
        keys: 4
        still:
        keys: <space>
        shows: ─  1 of 4
        tick: 1
        shows: ─  2 of 4
        keys: <space>
        still:
        tick: 1
        shows: ─  2 of 4
        keys: <space>
        tick: 3
        shows: ◆  4 of 4
        still:
        keys: <space>
        shows: ─  1 of 4
        keys: <esc>
        still:
        hides: ─  1 of 4
        ",
    );
}

#[test]
fn cells_are_shown_one_by_one_and_then_all_together() {
    story(
        "
        save: counter = panics cells
        keys: 4<home>
        shows: ─  1 of 7
        keys: c
        shows: c shows the next one.   ← → step
        shows: ─  1 of 4
        keys: <end>
        shows: ◆  4 of 4
        keys: c
        shows: c shows all cells again.   ← → step
        shows: of 3
        keys: c
        shows: Showing all cells again.   ← → step
        shows: of 7
        ",
    );
}

#[test]
fn every_schedule_can_be_replayed() {
    story(
        "
        save: counter = races
        keys: 4
        shows: schedules  ✓  ✗   1 schedule, 1 preemption: other output, prints 1
        keys: w
        shows: schedules  ✓  ✗   1 schedule, 1 preemption: finished, prints 2
        shows: worker 1
        keys: w
        shows: schedules  ✓  ✗   1 schedule, 1 preemption: other output, prints 1
        ",
    );
    story(
        "
        save: counter = scatters
        keys: 4wwww
        shows: schedules  ✓  ✗  ✗  ✗  ✗  ✗  ✗  ✗   1 schedule, 1 preemption: other output, prints 3
        ",
    );
    story(
        "
        save: counter = panics
        keys: 4w
        shows: is still alive
        ",
    );
}

#[test]
fn a_grading_shows_its_time_and_can_be_stopped() {
    story(
        "
        keys: ?<esc>
        hold: grader
        save: counter = passes
        tick: 4
        shows: 1.4 s   esc stop
        keys: <esc>
        shows: Stopped. g grades your file.
        still:
        release:
        hides: ✓ Passed
        progress: counter = failed
        keys: g
        shows: ✓ Passed
        still:
        ",
    );
}

#[test]
fn passing_is_celebrated_briefly() {
    let mut driver = Driver::default();
    driver.press("?<esc>");
    driver.state().appearance.celebrates = true;
    driver.write("counter", "passes");
    driver.notice_save("counter");
    assert!(driver.screen().contains("◆··  lesson 1"));
    let success = driver.state().motion.success.unwrap();
    assert_eq!((success.since, success.done_before), (Duration::ZERO, 0));
    driver.tick();
    driver.tick();
    assert_eq!(driver.state().tick_interval(), None);
    assert!(driver.screen().contains("✓··  lesson 1"));
}

#[test]
fn steps_play_only_while_they_are_in_view() {
    let mut driver = Driver::default();
    driver.resize(80, 24);
    driver.write("counter", "panics");
    driver.notice_save("counter");
    driver.press("4<home><space>");
    assert!(driver.state().tick_interval().is_some());
    driver.press("<tab>");
    assert_eq!(driver.state().tick_interval(), None);
    driver.press("<tab><tab>");
    assert!(driver.state().tick_interval().is_some());
}

#[test]
fn the_refused_event_flashes_when_the_steps_play_up_to_it() {
    const FLASH: Duration = Duration::from_millis(80);
    let mut driver = Driver::default();
    driver.press("?<esc>");
    driver.state().appearance.celebrates = true;
    driver.write("counter", "panics");
    driver.notice_save("counter");
    driver.press("4<home><space>");
    driver.tick();
    assert_eq!(driver.state().motion.flash, None);
    driver.tick();
    assert_eq!(driver.state().tick_interval(), Some(FLASH));
    let mut seen = Vec::new();
    while driver.state().motion.flash.is_some() {
        seen.push(driver.state().is_flash_dark());
        driver.pass(FLASH);
    }
    assert_eq!(seen, [false, true, false, true]);
    driver.tick();
    driver.tick();
    assert_eq!(driver.state().tick_interval(), None);
}

#[test]
fn a_trace_stays_in_view_until_the_next_one_is_there() {
    story(
        "
        save: counter = panics
        keys: 4
        shows: ─  3 of 4
        hold: grader
        save: counter = panics\\nand more
        shows: Grading
        shows: ─  3 of 4
        release: panics
        shows: Tracing the run
        shows: ─  3 of 4
        hides: and more ╭
        keys: <right>
        shows: ◆  4 of 4
        release:
        hides: Tracing the run
        shows: ─  3 of 4
        hold: grader
        save: counter = wrong none
        release: wrong
        shows: Tracing the run
        shows: ─  3 of 4
        release:
        hides: ─  3 of 4
        ",
    );
}

#[test]
fn a_trace_shows_its_progress_and_can_be_stopped() {
    story(
        "
        keys: 4
        hold: grader
        save: counter = panics
        release: panics
        shows: runs your program again
        shows: Tracing the run
        hides: preparing
        tick: 1
        shows: esc stop
        withholds: step
        keys: <right>
        shows: runs your program again
        keys: <esc>
        shows: the trace was stopped
        shows: Stopped. b traces the run.
        still:
        ",
    );
}

#[test]
fn a_sentence_says_why_no_borrows_are_shown() {
    for (steps, why) in [
        ("hold: grader\n keys: 4", "grades your file first"),
        ("keys: ]]4", "first say what the program will do"),
        ("keys: 4", "the file does not compile"),
        (
            "save: counter = panics none\n keys: 4",
            "failed or took too long",
        ),
        (
            "keys: 4\n hold: grader\n save: counter = panics\n release: panics\n fail: trace panics",
            "The run could not be traced: cannot find cellmate's own binary",
        ),
        (
            "save: counter = panics nothing\n keys: 4",
            "used no RefCell, lock or thread",
        ),
        (
            "save: counter = panics printing\n keys: 4",
            "used no RefCell, lock or thread",
        ),
        (
            "save: counter = panics unfollowed\n keys: 4",
            "could not follow this run",
        ),
    ] {
        story(&format!(
            "
            {steps}
            shows: {why}
            shows: A trace shows every borrow and lock
            withholds: step
            keys: <space>
            still:
            "
        ));
    }
}

#[test]
fn a_key_for_events_does_nothing_before_there_is_a_trace() {
    story(
        "
        keys: ?<esc>
        hold: grader
        save: counter = panics
        keys: 4<right>
        shows: grades your file first
        ",
    );
    story(
        "
        keys: 4
        shows: the file does not compile
        keys: <right>
        hides: the file does not compile
        ",
    );
}

#[test]
fn what_failed_is_shown_first() {
    for (verdict, shown) in [
        ("wrong", "expected"),
        ("breaks", "breaks"),
        ("races", "1 schedule, 1 preemption: other output"),
    ] {
        story(&format!(
            "keys: ?<esc>\n save: counter = {verdict}\n shows: {shown}"
        ));
    }
    // If the learner has left a question without choosing, what failed takes its place.
    story(
        "
        save: counter = passes
        keys: 7<esc>
        shows: Why does &self not let you write?
        save: counter = wrong
        hides: Why does &self not let you write?
        shows: expected
        ",
    );
}

#[test]
fn the_tab_is_named_after_what_the_run_has() {
    story(
        "
        save: counter = panics threads
        keys: 4
        shows: 4 Threads
        save: counter = panics
        shows: 4 Borrows
        ",
    );
}

#[test]
fn after_a_prediction_the_borrows_of_its_run_are_shown() {
    story(
        "
        keys: ]]a<down><down>5<enter><enter>b<home>
        shows: ─  1 of 4
        ",
    );
}
