//! Predictions: how they are typed, committed and judged, and what follows them.

use super::driver::Driver;
use super::script::{play, story};

#[test]
fn only_digits_are_typed_as_the_number_of_a_line() {
    story("keys: ]]a<down><down>5y<enter>\n progress: two_borrows = predicted borrows right");
    // Letters would otherwise quit, open the editor, go to another lesson or change the list.
    let letters = |left_out: &[char]| -> String {
        let signs = ('!'..='~').filter(|it| !it.is_ascii_digit());
        signs.filter(|it| !left_out.contains(it)).collect()
    };
    // The tests write keys with a name in angle brackets; an e begins the code of an error.
    for (field, typed) in [
        ("<down><down>", letters(&['<'])),
        ("", letters(&['<', 'e', 'E'])),
    ] {
        story(&format!(
            "
            keys: ]]a{field}{typed}
            stays:
            shows: ( ) it hangs
            shows: line [__]
            withholds: keys
            keys: 5<esc>q
            left:
            "
        ));
    }
}

#[test]
fn there_is_no_line_0() {
    story(
        "
        keys: ]]a<down><down>0<enter>
        shows: There is no line 0
        progress: two_borrows = nothing
        ",
    );
}

#[test]
fn a_prediction_cannot_be_changed_while_its_program_runs() {
    story(
        "
        keys: ?<esc>
        hold: grader
        keys: ]]a<down><down>5<enter>
        keys: 7
        hides: 57
        release:
        progress: two_borrows = predicted borrows right
        ",
    );
}

#[test]
fn a_prediction_of_a_panic_names_a_line_even_if_the_library_panics() {
    play(
        &mut Driver::new("."),
        "
        keys: /Borrows inside<enter>a<down><down><enter>
        shows: Type a line number
        progress: hidden_borrows = nothing
        keys: 3<enter>
        progress: hidden_borrows = predicted equal wrong
        ",
    );
}

#[test]
fn the_file_and_then_the_question_follow_a_prediction() {
    let next = "Next, change your file until it passes. The question comes after that.";
    play(
        &mut Driver::new("."),
        &format!(
            "
            keys: /relock<enter>a<down><down><down><enter>
            progress: relock = failed, predicted as_it_is wrong
            keys: <enter>
            shows: {next}
            shows: You predicted that it hangs
            withholds: commit
            keys: <enter>
            shows: {next}
            save: relock = passes
            keys: a
            hides: {next}
            shows: 1 
            "
        ),
    );
    play(
        &mut Driver::new("."),
        &format!(
            "
            line: lesson relock
            line: answer
            line: 4
            line:
            says: {next}
            says: `edit` opens it
            line: answer
            says: You predicted that it hangs
            says: {next}
            save: relock = passes
            line:
            says: `answer` asks a question.
            line: answer
            says: Type the number of your answer.
            omits: {next}
            "
        ),
    );
}

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
    // The length is limited. Here, q is text and not a command.
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
