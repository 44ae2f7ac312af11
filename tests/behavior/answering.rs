//! What a lesson asks: predictions, questions, lines to put into order.

use super::driver::Driver;
use super::script::{play, story};

#[test]
fn a_prediction_is_typed_committed_once_and_judged() {
    story(
        "
        keys: ]]a
        shows: What will
        keys: <enter>
        shows: Type a line number
        keys: 99<enter>
        shows: There is no line 99: the program has 5 lines.
        keys: <bs><bs><down><down>12345<enter>
        shows: There is no line 1234
        keys: <bs><bs><bs><bs>5<enter>
        shows: Right
        progress: two_borrows = predicted borrows right
        keys: <enter>
        shows: Why?
        ",
    );
}

#[test]
fn a_prediction_leaves_its_program_and_how_to_commit_it_in_view() {
    story(
        "
        size: 100x24
        keys: ]]a
        shows: 1  fn main
        shows: ( ) it hangs
        shows: enter commit   Type a line number.
        keys: 3
        shows: 3▌
        size: 80x24
        shows: enter commit (you can't change it afterwards)
        keys: 9<enter>
        shows: There is no line 39
        ",
    );
}

#[test]
fn an_error_code_can_be_chosen_with_the_line_that_does_not_compile() {
    story(
        "
        keys: ]]a<right>
        shows: Which error?
        shows: 2 of 2
        keys: <down><down><up><enter>
        hides: Which error?
        shows: error [E0499]
        keys: 45<bs><enter>
        progress: two_borrows = predicted borrows wrong
        ",
    );
}

#[test]
fn an_error_code_is_found_by_typing() {
    story(
        "
        keys: ]]ae0502
        shows: E0502
        shows: 1 of 2
        hides: E0499
        keys: <bs><bs><bs><bs><bs>shared
        shows: E0502
        keys: zzz<enter>
        shows: no error code in this course matches
        keys: <bs><bs><bs><enter>4
        shows: line [4]
        shows: error [E0502]
        keys: <enter>
        progress: two_borrows = predicted borrows wrong
        ",
    );
}

#[test]
fn printed_lines_are_typed_pasted_and_deleted() {
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
fn how_to_commit_is_never_cut() {
    for size in ["120x36", "100x30", "80x24", "60x20"] {
        story(&format!(
            "
            size: {size}
            keys: ]]a<down>one
            shows: enter next line, twice to commit
            offers: next line
            keys: <enter>
            offers: commit
            keys: <down>1234
            shows: lines.
            "
        ));
    }
}

#[test]
fn no_second_prediction_can_be_committed_while_one_is_tried() {
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
        shows: which launches programs
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
    // One choice replaces the other and can be undone; without a choice, nothing is committed.
    story(
        "
        keys: ]]]a12211<down>
        shows: enter commit   Choose an answer.
        keys: <enter>
        shows: Choose an answer.
        hides: commit   Choose
        progress: which = nothing
        keys: <space><enter>
        progress: which = answered number wrong
        ",
    );
}

#[test]
fn lines_are_added_moved_removed_and_graded() {
    story(
        "
        keys: ]]]]a<enter>
        shows: Choose at least one line
        keys: <space><space><space>
        keys: <enter>
        shows: Does not compile
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
        shows: You had edited the file by hand
        ",
    );
}

#[test]
fn nothing_is_answered_on_a_desk_that_another_instance_has_open() {
    story(
        "
        desk: read-only
        keys: ]]a<down><down>5<enter>
        shows: another instance of cellmate
        progress: two_borrows = nothing
        keys: ]]<space><enter>
        progress: in_order = nothing
        ",
    );
}

#[test]
fn plain_mode_asks_for_a_prediction_part_by_part() {
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

#[test]
fn the_cursor_stays_among_what_can_be_chosen() {
    story(
        "
        keys: ]]a<up><down><down><down><down><down><up>5<enter>
        progress: two_borrows = predicted borrows right
        keys: <enter><up>2<up><up><enter>
        progress: two_borrows = predicted borrows right, answered why wrong
        ",
    );
    story(
        "
        keys: ]]]a<down><down><down><space><enter>
        progress: which = answered number wrong
        keys: <enter><down><up><space><enter>
        progress: which = answered number right
        ",
    );
    // There is no third choice.
    story("keys: ]]]a3<enter>\n progress: which = nothing");
}

#[test]
fn everything_that_is_printed_can_be_typed() {
    story(
        "
        keys: ]]a<down>quit?<enter>/<enter><enter>
        stays:
        shows: quit?
        progress: two_borrows = predicted borrows wrong
        ",
    );
    // Pasted text keeps its lines, but only in fields that take several.
    story(
        "
        keys: ]]a<down>
        paste: one\\ntwo
        hides: onetwo
        shows: one
        keys: <up>
        paste: 7
        keys: <enter>
        shows: Type a line number
        ",
    );
    // The length is limited, and q is typed here, not a command.
    let long = "x".repeat(4096);
    story(&format!(
        "
        keys: ]]a<down>
        paste: {long}
        keys: q
        stays:
        keys: <enter><enter>
        disk: .cellmate/progress.json has xxx
        disk: .cellmate/progress.json lacks xq
        "
    ));
}

#[test]
fn lines_are_moved_up_and_down_in_their_order() {
    let taken = "keys: ]]]]a<space><space><space>";
    let (print, reference, read) = (
        r#"println!("{n}");"#,
        "let n = &mut cell;",
        "let n = cell.get();",
    );
    for (keys, lines) in [
        ("", [print, read, reference]),
        ("K", [print, reference, read]),
        ("KK", [reference, print, read]),
        ("KKK", [reference, print, read]),
        ("J", [print, read, reference]),
        ("<up><up><up>J", [read, print, reference]),
        ("<up><up>JJJ", [read, reference, print]),
        ("<up><up><down>K", [read, print, reference]),
    ] {
        let file = lines.join("\\n    ");
        story(&format!("{taken}{keys}<enter>\n disk: in_order has {file}"));
    }
    // A line that is put back is removed from the file.
    story(&format!(
        "
        {taken}<up><up><space><enter>
        disk: in_order lacks println
        disk: in_order has {read}
        progress: in_order = failed, arranged 2 lines
        "
    ));
    story(&format!(
        "
        keys: ]]]]a<space><up>K<enter>
        disk: in_order has {print}
        progress: in_order = failed, arranged 1 lines
        "
    ));
}

#[test]
fn digits_choose_an_answer_or_show_a_tab_and_are_drawn_only_next_to_what_they_do() {
    story(
        "
        keys: ]]]
        hides: 7 Answer
        hides: 1 ( )
        keys: a
        shows: 1 ( )
        keys: 9
        shows: 1 ( )
        keys: <esc>4
        hides: 1 ( )
        ",
    );
    story(
        "keys: ]]a<down><down><down>1\n shows: (•) it hangs\n hides: 1 Output\n keys: <esc>\n shows: (•) it hangs",
    );
}

#[test]
fn a_question_is_answered_again_after_a_wrong_answer_until_the_lesson_is_done() {
    story(
        "
        save: counter = passes
        keys: 7<space><down><space><enter>
        shows: Speed has nothing to do with it.
        progress: counter = passed, answered why wrong
        keys: <enter>1<enter>
        progress: counter = passed, answered why right
        keys: <enter><enter>
        shows: What will this do?
        ",
    );
}

#[test]
fn an_answer_is_the_same_in_words_and_in_keys() {
    for (lesson, keys, lines) in [
        (
            "two_borrows",
            "keys: ]]a<down><down>4<enter>",
            "line: lesson two_borrows\n line: answer\n line: 3\n line: 4\n line:",
        ),
        (
            "which",
            "keys: ]]]a1<enter>",
            "line: lesson which\n line: answer\n line: 1",
        ),
        (
            "in_order",
            "keys: ]]]]a<space><space><enter>",
            "line: lesson in_order\n line: answer\n line: 1 2",
        ),
    ] {
        let answered = |steps: &str| {
            let mut driver = Driver::default();
            play(&mut driver, steps);
            let recorded = driver.recorded(lesson);
            let answers = (recorded.predictions, recorded.answers, recorded.arranged);
            (format!("{answers:?}"), driver.read(lesson))
        };
        assert_eq!(answered(keys), answered(lines), "{lesson}");
        assert_ne!(answered(keys), answered("line: where"), "{lesson}");
    }
}

#[test]
fn choices_lines_of_a_program_and_keys_of_the_footer_are_clicked() {
    story(
        "
        keys: ]]a
        click: it panics on line
        click: 5  }
        shows: panics on line [5]
        click: it does not compile
        click: 4      let
        shows: because of line [4]
        click: error code
        shows: Which error?
        keys: <esc>
        click: it panics on line
        click: commit   ↑
        progress: two_borrows = predicted borrows right
        ",
    );
    story(
        "
        keys: ]]]a
        click: 1 (
        shows: (•)
        ",
    );
}

#[test]
fn a_chosen_error_code_can_be_cleared() {
    story(
        "
        keys: ]]a<right><down><enter>7
        shows: error [E0499]
        keys: <right><up><enter>
        shows: error [any]
        keys: <right><down><enter><right><esc>
        shows: error [E0499]
        keys: <bs><bs>
        shows: error [any]
        ",
    );
    // With the cursor on another outcome, there is no error to name.
    story(
        "
        keys: ]]a<down><down><right>
        hides: Which error?
        ",
    );
}

#[test]
fn text_pasted_elsewhere_does_not_answer_a_question() {
    story(
        "
        keys: ]]a<down><esc>
        paste: stray
        keys: a
        hides: stray
        paste: meant
        shows: meant
        ",
    );
}

#[test]
fn the_program_of_a_prediction_is_shown_before_and_after() {
    story(
        "
        keys: ]]f
        shows: let _one = cell.borrow_mut();
        line: code
        says: let _one = cell.borrow_mut();
        ",
    );
}

#[test]
fn a_line_order_is_restored() {
    story(
        "
        keys: ]]]]a<space><space><enter>
        progress: in_order = failed, arranged 2 lines
        restart:
        keys: a
        offers: earlier
        keys: <enter>
        progress: in_order = failed, arranged 2 lines
        ",
    );
}

#[test]
fn a_line_that_is_not_taken_has_no_place_in_the_order() {
    story(
        "
        keys: ]]]]a<space>K<enter>
        progress: in_order = failed, arranged 1 lines
        ",
    );
}

#[test]
fn a_verdict_that_arrives_while_lines_are_put_into_order_leaves_the_order_open() {
    // The first grading of the lesson ends before anything has been chosen.
    story(
        "
        keys: ?<esc>
        hold: grader
        keys: ]]]]a
        shows: Grading
        release:
        shows: Does not compile
        keys: <down><space>
        shows: Your order
        keys: <enter>
        progress: in_order = failed, arranged 1 lines
        ",
    );
    // A save is graded meanwhile.
    story(
        "
        keys: ]]]]a<space>
        hold: grader
        save: in_order = panics
        release:
        shows: Panicked on line 5
        keys: <space><enter>
        progress: in_order = failed, arranged 2 lines
        ",
    );
}

#[test]
fn a_verdict_that_arrives_while_a_question_is_answered_leaves_the_question_open() {
    for chosen in ["", "2", "<down>"] {
        story(&format!(
            "
            save: counter = passes
            keys: 7{chosen}
            hold: grader
            save: counter = panics
            shows: Grading
            release:
            shows: Panicked on line 5
            shows: Why does &self not let you write?
            keys: 1<enter>
            progress: counter = failed, passed before, answered why right
            "
        ));
    }
}

#[test]
fn a_verdict_that_arrives_while_a_prediction_is_typed_leaves_the_prediction_open() {
    // The verdict is about the lesson's file, which is edited after its prediction.
    play(
        &mut Driver::new("tests/course/good"),
        "
        keys: a
        hold: grader
        save: counter = panics
        release:
        keys: 5
        shows: Panicked on line 5
        shows: line [5]
        save: counter = wrong
        keys: 6
        shows: line [56]
        keys: <bs><down>one
        save: counter = panics
        keys: 3
        shows: one3
        keys: <up><enter>
        shows: it does not compile, because of line 5
        progress: counter = failed, predicted before wrong
        ",
    );
    // The verdict is about another lesson.
    story(
        "
        keys: ?<esc>
        hold: grader
        save: counter = passes
        keys: ]]a<down>one
        release:
        keys: 3
        shows: one3
        ",
    );
}

#[test]
fn a_verdict_that_arrives_while_a_field_is_open_leaves_it_open() {
    for (opens, typed) in [("/", "whi"), ("a", "e04")] {
        play(
            &mut Driver::new("tests/course/good"),
            &format!(
                "
                keys: {opens}{typed}
                shows: › {typed}▏
                hold: grader
                save: counter = panics
                release:
                shows: › {typed}▏
                keys: 4q
                stays:
                shows: › {typed}4q▏
                keys: <bs><esc>
                hides: ›
                "
            ),
        );
    }
    // The form below the list of error codes is still there, too.
    play(
        &mut Driver::new("tests/course/good"),
        "
        keys: ae04
        hold: grader
        save: counter = panics
        release:
        keys: 99<enter>5
        shows: line [5]
        shows: error [E0499]
        ",
    );
}
