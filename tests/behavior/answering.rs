//! What a lesson asks: predictions, questions, lines to put into order.

use super::script::story;

#[test]
fn a_prediction_is_typed_committed_once_and_judged() {
    story(
        "
        keys: ]]a
        shows: What will
        keys: <enter>
        shows: Type the number of the line
        keys: 99<enter>
        shows: There is no line 99: the program has 5.
        keys: <bs><bs><down><down>12345<enter>
        shows: There is no line 1234
        keys: <bs><bs><bs><bs>5<enter>
        shows: right
        progress: two_borrows = predicted borrows right
        keys: <enter>
        shows: Why?
        ",
    );
}

#[test]
fn an_error_code_can_be_chosen_with_the_line_that_does_not_compile() {
    story(
        "
        keys: ]]a4<right>
        shows: E0499
        keys: <right>
        hides: E0499
        keys: <left>
        shows: E0499
        keys: <enter>
        progress: two_borrows = predicted borrows wrong
        ",
    );
}

#[test]
fn printed_lines_are_typed_pasted_and_taken_back() {
    story(
        "
        keys: ]]a<down>one<enter>twx<bs>o
        paste: !\\nthree
        shows: one
        shows: two!
        shows: three
        keys: <bs><bs><bs><bs><bs><bs><bs><bs><bs><bs><bs>
        hides: two!
        keys: <enter><enter>
        progress: two_borrows = predicted borrows wrong
        ",
    );
}

#[test]
fn while_a_prediction_is_tried_no_second_one_can_be_committed() {
    story(
        "
        keys: ]]a<down><down>5
        hold: grader
        keys: <enter>
        shows: Compiling and running
        keys: <enter><up>4<enter>
        release:
        progress: two_borrows = predicted borrows right
        ",
    );
}

#[test]
fn a_prediction_that_the_machine_prevents_is_not_recorded() {
    story(
        "
        keys: ]]a<down><down>5
        hold: grader
        keys: <enter>
        fail:
        shows: the disk is full
        progress: two_borrows = nothing
        keys: <enter>
        progress: two_borrows = predicted borrows right
        ",
    );
}

#[test]
fn a_question_is_answered_until_it_is_right() {
    story(
        "
        keys: ]]]a
        shows: For a number on one thread?
        keys: 2<enter>
        shows: There is one thread only.
        progress: which = answered number wrong
        keys: <enter>9<up><space><enter>
        shows: Yes.
        progress: which = answered number right
        keys: <enter>
        shows: It depends.
        ",
    );
    // One choice takes the place of the other, and can be taken back; without one, the cursor chooses.
    story(
        "
        keys: ]]]a12211<down><enter>
        progress: which = answered number wrong
        ",
    );
}

#[test]
fn lines_are_taken_moved_put_back_and_graded() {
    story(
        "
        keys: ]]]]a<enter>
        shows: Choose at least one line
        keys: <space><space><space>
        keys: <enter>
        shows: does not compile
        progress: in_order = failed, arranged 3 lines
        disk: in_order has cell.get()
        ",
    );
    story(
        "
        line: lesson in_order
        line: answer
        line: 1 2
        progress: in_order = failed, arranged 2 lines
        ",
    );
}

#[test]
fn a_file_that_was_edited_by_hand_is_kept_when_lines_are_put_into_order() {
    story(
        "
        save: in_order = panics by hand
        keys: ]]]]a<space><enter>
        disk: .cellmate/backups/in_order-1.rs = panics by hand
        shows: You had changed the file by hand
        ",
    );
}

#[test]
fn nothing_is_answered_on_a_desk_that_another_cellmate_has() {
    story(
        "
        desk: read-only
        keys: ]]a<down><down>5<enter>
        shows: another cellmate
        progress: two_borrows = nothing
        keys: ]]<space><enter>
        progress: in_order = nothing
        ",
    );
}

#[test]
fn plain_mode_asks_piece_by_piece() {
    story(
        "
        line: lesson two_borrows
        line: answer
        line: 1
        line: 9
        says: There is no line 9
        line: 4
        line: e0499
        says: with E0499
        line: back
        line: 2
        line: one
        line:
        says: prints
        line:
        says: RefCell already borrowed
        progress: two_borrows = predicted borrows wrong
        ",
    );
}
