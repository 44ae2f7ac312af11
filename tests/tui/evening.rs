//! A whole evening, from the first start to coming back. Each step waits for what is on the screen.

use super::pty::Start;
use cellmate::course::Course;
use cellmate::desk::{Desk, Progress, RecordedPrediction};
use cellmate::verdict::{OutcomeKind, PredictedOutcome};
use std::fs;
use std::path::Path;

/// Asks for a word. The first file gets it in place of its wrong one; any other file becomes the prepared one.
const EDITOR: &str = r#"#!/bin/sh
echo 'this is the editor'
read word
case "$1" in
  *first_look*) sed -i "2,\$s/Always/$word/;2,\$s/Seldom/$word/" "$1" ;;
  *) cp "$(dirname "$0")/fixed.rs" "$1" ;;
esac
"#;

#[test]
fn a_learner_spends_an_evening_with_the_course_and_comes_back() {
    let course = Course::embedded().unwrap();
    let start = Start::new();
    let home = start.home.path();
    fs::write(home.join("editor"), EDITOR).unwrap();
    let fixed = course.lesson("reader_still_alive").unwrap();
    fs::write(
        home.join("fixed.rs"),
        fixed.files.solution.as_ref().unwrap(),
    )
    .unwrap();
    let command = format!("sh {}", home.join("editor").display());
    let mut pty = start.env("VISUAL", command.clone()).go();

    // The first start.
    pty.shows("Your files will live in");
    pty.shows("✓ rustc");
    pty.press("\r");
    pty.shows("Wrong output");

    // An edit that fails, and one that passes.
    pty.press("e");
    pty.shows("this is the editor");
    pty.press("Seldom\r");
    pty.shows("Seldom both at the same time");
    pty.shows("Wrong output");
    pty.press("e");
    pty.shows("this is the editor");
    pty.press("Never\r");
    pty.shows("✓ Passed");
    pty.shows("enter  goes to");
    pty.press("\r");
    pty.shows("lesson 1 of 4");
    pty.press("q");
    assert!(pty.ended().success());

    // Coming back. Only two lessons of a chapter are left.
    all_but_two(&course, &pty.file(""));
    let mut again = Start::new();
    again.home = pty.taken_away();
    let mut pty = again.env("VISUAL", command).go();
    pty.shows("lesson 1 of 4");

    // A prediction, and the question after it.
    pty.press("/two write guards\r");
    pty.shows("? What will it do?");
    pty.press("a\x1b[B\x1b[B10\r");
    pty.shows("✓ right");
    pty.press("\r");
    pty.shows("Why did rustc accept both");
    let lesson = course.lesson("two_writers").unwrap();
    let mut choices = lesson.questions[0].choices.iter();
    let right = choices.position(|choice| choice.right).unwrap();
    pty.press(&format!("{}\r", right + 1));
    pty.shows("continue");
    pty.press("\r");
    pty.shows("✓ Done");

    // A panic, its borrows, step by step, a hint, and the file as it should be.
    pty.press("/when a guard\r");
    pty.shows("values is still borrowed by reader, from line 19");
    pty.press("b");
    pty.shows("  4 of 6");
    pty.press("\x1b[D");
    pty.shows("  3 of 6");
    pty.press("h");
    pty.shows("┃5 Hints");
    pty.press("e");
    pty.shows("this is the editor");
    pty.press("\r");
    pty.shows("✓ Passed");
    pty.press("1");
    pty.shows("✓ Passed");
    pty.shows("1 hint");
    pty.press("\r");
    pty.shows("RefCell: this chapter is done");
    pty.shows("✓ A guard in a struct field");
    pty.shows("9 of 66");
    pty.press("\r");
    pty.shows("Guards");
    pty.press("q");
    assert!(pty.ended().success());
    assert!(
        pty.text().contains("9 of 66 lessons done."),
        "{}",
        pty.text()
    );
    assert!(pty.text().contains("Come back with: cellmate"));
}

/// Records that all lessons of the chapter are done, apart from one that predicts and one that edits.
fn all_but_two(course: &Course, desk: &Path) {
    let desk = Desk::open(desk).unwrap();
    let lessons = course.lessons.iter();
    let others = lessons.filter(|lesson| {
        lesson.chapter == "refcell" && !["two_writers", "reader_still_alive"].contains(&&*lesson.id)
    });
    let record = |progress: &mut Progress| {
        for lesson in others {
            let so_far = progress.course_mut(&course.id).lesson_mut(&lesson.id);
            so_far.first_pass = Some(1);
            for prediction in &lesson.predictions {
                let predicted = PredictedOutcome {
                    outcome: OutcomeKind::Deadlocked,
                    line: None,
                    error: None,
                    stdout: None,
                };
                let right = false;
                so_far.record_prediction(&prediction.id, RecordedPrediction { predicted, right });
            }
            for question in &lesson.questions {
                so_far.record_answer(&question.id, Vec::new(), true);
            }
        }
    };
    desk.record(record).unwrap();
}
