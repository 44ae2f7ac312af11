//! What is shown and recorded is about the file as it is now.

use super::script::story;

#[test]
fn a_file_saved_while_it_is_graded_is_graded_again() {
    story(
        "
        save: counter = wrong
        keys: ?<esc>
        hold: grader
        save: counter = passes
        write: counter = panics
        release:
        shows: Panicked
        progress: counter = failed
        ",
    );
}

#[test]
fn a_file_saved_while_its_verdict_is_recorded_is_graded_again() {
    story(
        "
        save: counter = wrong
        keys: ?<esc>
        meanwhile: counter = panics
        save: counter = passes
        shows: Panicked
        hides: Passed
        progress: counter = failed, passed before
        ",
    );
}

#[test]
fn a_cancelled_grading_does_not_end_the_one_that_replaced_it() {
    story(
        "
        save: counter = wrong
        keys: ?<esc>
        hold: grader
        save: counter = panics
        hold: grader
        save: counter = passes
        fail: panics
        hides: disk is full
        release:
        shows: Passed
        ",
    );
}

#[test]
fn a_grading_that_fails_says_why() {
    story(
        "
        keys: ?<esc>
        hold: grader
        save: counter = passes
        fail: passes
        shows: Could not be graded
        keys: 1
        shows: the disk is full
        ",
    );
    story(
        "
        hold: grader
        line: check
        says: Grading your file.
        fail:
        says: the disk is full
        ",
    );
}

#[test]
fn a_verdict_that_comes_late_is_not_shown() {
    story(
        "
        save: counter = wrong
        keys: ?<esc>
        hold: events
        save: counter = panics
        save: counter = passes
        release:
        shows: Passed
        hides: Panicked
        ",
    );
}

#[test]
fn moving_through_the_list_shows_each_lesson_with_its_own_verdict() {
    story(
        "
        save: counter = passes
        save: detour = panics
        keys: ]
        shows: Panicked
        keys: [
        shows: Passed
        hides: Panicked
        ",
    );
}

#[test]
fn the_borrows_of_the_run_that_was_requested_last_are_shown() {
    story(
        "
        keys: 4
        hold: grader
        save: counter = panics
        release: panics
        stray trace: counter = something else
        hides: is still alive
        release:
        shows: is still alive
        ",
    );
}

#[test]
fn a_verdict_is_hidden_when_the_file_changes() {
    story(
        "
        save: counter = passes
        keys: ?<esc>
        shows: ✓ Passed
        hold: grader
        save: counter = wrong
        hides: ✓ Passed
        ",
    );
}

#[test]
fn a_lesson_that_was_only_in_view_on_the_way_is_not_graded() {
    story(
        "
        keys: ?<esc>
        hold: grader
        keys: ]]
        release:
        keys: l
        shows: · A detour
        keys: l
        progress: detour = nothing
        ",
    );
    // The same happens if its start is reported only after the learner has left it again.
    story(
        "
        keys: ?<esc>
        hold: grader
        hold: events
        keys: ]]
        release: none of them
        release:
        keys: l
        shows: · A detour
        keys: l
        progress: detour = nothing
        ",
    );
}

#[test]
fn a_grader_that_panics_does_not_block() {
    story(
        "
        keys: ?<esc>
        save: counter = bug
        hides: Grading …
        keys: 1
        shows: cellmate crashed; this is a bug: a bug in
        save: counter = passes
        shows: ✓ Passed
        ",
    );
}
