//! Hints, answers, the way through the lessons, and what passing does.

use super::script::story;

#[test]
fn every_hint_is_shown_once_and_in_its_order() {
    story(
        "
        keys: h
        shows: Which type can be written
        hides: has get and set
        keys: h
        shows: Cell has get and set.
        progress: counter = failed, hints type methods
        ",
    );
    story(
        "
        line: hint
        says: Which type can be written
        line: hint
        says: `Cell` has `get` and `set`.
        omits: Which type
        restart:
        line: hint
        says: There are no more hints
        progress: counter = failed, hints type methods
        ",
    );
}

#[test]
fn a_lesson_without_hints_says_so_and_keeps_its_tab() {
    story(
        "
        keys: ]]
        shows: What happens?
        keys: h
        shows: This lesson has no hints.
        shows: What happens?
        ",
    );
}

#[test]
fn the_next_lesson_is_not_an_optional_one_while_others_are_left() {
    for save in [
        "keys: n\n shows: What will this do?",
        "line: next\n says: What will this do?",
    ] {
        story(&format!("save: counter = passes\n {save}"));
    }
}

#[test]
fn an_optional_lesson_comes_when_nothing_else_is_left() {
    story(
        "
        save: counter = passes
        line: answer
        line: 1
        line: lesson two_borrows
        line: answer
        line: 3
        line: 5
        line:
        line: 1
        progress: two_borrows = predicted borrows right, answered why right
        line: lesson which
        line: answer
        line: 1
        progress: which = answered number right
        save: in_order = passes
        line: lesson in_order
        line: next
        says: all required lessons are done
        line: next
        says: This one may be skipped.
        ",
    );
}

#[test]
fn passing_leaves_the_learner_at_the_question_that_is_being_read() {
    story(
        "
        keys: 7
        shows: Next, change your file until it passes. The question comes after that.
        withholds: commit
        withholds: leave
        save: counter = passes
        tick: 3
        shows: ? A question about it
        shows: Why does &self not let you write?
        offers: leave
        save: counter = passes nothing
        tick: 3
        shows: ? A question about it
        hides: Passed
        shows: Why does &self not let you write?
        ",
    );
}

#[test]
fn passing_shows_the_takeaway() {
    story(
        "
        keys: 2
        save: counter = passes
        shows: A Cell is written through a shared reference.
        progress: counter = passed
        ",
    );
}

#[test]
fn a_notice_disappears_with_the_next_key_or_lesson() {
    story(
        "
        keys: lm
        shows: The terminal has the mouse now
        keys: <down>
        hides: The terminal has the mouse now
        keys: o
        shows: cellmate now shows only the
        keys: <tab>
        hides: cellmate now shows only the
        ",
    );
    story(
        "
        keys: lm
        shows: The terminal has the mouse now
        click: Two borrows at once
        hides: The terminal has the mouse now
        ",
    );
    // A notice about another lesson does not follow the learner into the next one.
    story(
        "
        keys: ]
        save: counter = passes
        shows: was saved and graded: passed
        keys: ]
        hides: was saved and graded
        ",
    );
}

#[test]
fn plain_mode_names_no_key_of_the_full_screen() {
    story(
        "
        line: core
        says: `core` shows all lessons again
        omits: o shows all lessons again
        line:
        says: Nothing new.
        ",
    );
}

#[test]
fn another_lesson_that_was_saved_is_named_with_its_verdict() {
    for (verdict, label) in [("passes", "passed"), ("wrong", "not passed yet")] {
        story(&format!(
            "keys: ]\n save: counter = {verdict}\n shows: was saved and graded: {label}"
        ));
    }
}

#[test]
fn the_solution_can_be_shown_again_without_a_question() {
    story(
        "
        keys: sy
        progress: counter = failed, solution seen
        restart:
        keys: 1s
        hides: before you have passed?
        shows: A sample solution and your file
        ",
    );
}

#[test]
fn the_last_lesson_that_is_left_says_so() {
    story(
        "
        save: counter = passes
        keys: 7<space><enter><enter>
        keys: ]]a<down><down>5<enter><enter>1<enter>
        keys: ]a1<enter>
        keys: ]n
        shows: Start: this chapter is done
        keys: <enter>
        keys: n
        shows: This lesson is the only unfinished one.
        ",
    );
}

#[test]
fn a_lesson_turns_green_when_it_is_saved_and_leads_to_the_next_one() {
    story(
        "
        keys: l
        shows: ✗ A counter
        hold: grader
        save: counter = passes
        shows: Grading …
        release:
        shows: ✓ A counter
        shows: 1 of 5 done
        shows: 1/3
        shows: ✓ Passed
        keys: l
        shows: enter  goes to \"Two borrows at once\"
        keys: n
        shows: What will this do?
        ",
    );
}

#[test]
fn the_end_of_the_core_lessons_is_announced_and_more_lessons_follow() {
    story(
        "
        save: in_order = passes
        keys: o]
        keys: [
        save: counter = passes
        keys: n
        shows: the core lessons are done
        keys: <enter>
        hides: the core lessons are done
        keys: on
        shows: What will this do?
        ",
    );
}

#[test]
fn a_page_about_a_chapter_can_be_scrolled_and_only_closing_it_continues() {
    story(
        "
        save: counter = passes
        keys: ]]a<down><down>5<enter><enter>1<enter>
        keys: n
        shows: Start: this chapter is done
        keys: <down>
        shows: Start: this chapter is done
        keys: <enter>
        hides: Start: this chapter is done
        shows: Choose.
        ",
    );
}

#[test]
fn a_chapter_that_was_finished_before_has_no_second_page() {
    story(
        "
        keys: ?<esc>
        save: in_order = passes
        keys: ]]]a1<enter>
        keys: <enter>n
        shows: More: this chapter is done
        keys: <enter>
        save: counter = passes
        keys: n
        hides: More: this chapter is done
        shows: What will this do?
        ",
    );
}

#[test]
fn the_next_lesson_begins_with_its_text_if_one_pane_has_the_screen() {
    story(
        "
        size: 80x24
        save: counter = passes
        hides: Make hit count.
        keys: n
        shows: What will this do?
        ",
    );
}

#[test]
fn a_verdict_that_could_not_be_recorded_is_reported() {
    story(
        "desk: without progress
        keys: h
        save: counter = passes
        shows: cellmate could not save your progress",
    );
    story(
        "desk: without progress
        line: hint
        save: counter = passes
        line:
        says: cellmate could not save your progress",
    );
}
