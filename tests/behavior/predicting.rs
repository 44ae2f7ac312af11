//! Predictions: the number of a line, and what follows a prediction.

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
