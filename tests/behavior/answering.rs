//! What a lesson asks: questions, and lines to put into order.

use super::driver::Driver;
use super::script::{play, story};

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
        hides: 1 Output
        keys: <enter>
        progress: in_order = failed, arranged 1 lines
        keys: 1
        shows: 1 Output
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
