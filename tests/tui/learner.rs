//! The first five minutes, an editor, a prediction.

use super::pty::{Pty, Start};
use std::fs;

#[test]
fn a_learner_creates_a_desk_and_passes_the_first_lesson() {
    let mut pty = Start::new().go();
    pty.shows("Your files will live in");
    assert!(!pty.file(".cellmate").exists(), "nothing is written before");
    pty.press("\r");
    pty.shows("Wrong output");
    pty.shows("expected");
    let file = pty.file("exercises/start/first_look.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Always", "Never")).unwrap();
    pty.shows("✓ Passed");
    pty.shows("enter  goes to \"Writing through &self\"");
    pty.press("n");
    pty.shows("? What will it do?");
    pty.press("q");
    assert!(pty.ended().success());
    // The next start opens the same lesson.
    let mut again = Pty::again(pty.taken_away());
    again.shows("1 of");
    again.shows("? What will it do?");
    again.press("q");
    assert!(again.ended().success());
}

#[test]
fn an_editor_gets_the_terminal_and_what_it_saves_is_graded() {
    let start = Start::with_desk();
    let editor = start.home.path().join("editor");
    let script =
        "#!/bin/sh\necho 'this is the editor'\nread answer\nsed -i 's/Always/Never/' \"$1\"\n";
    fs::write(&editor, script).unwrap();
    let command = format!("sh {}", editor.display());
    let mut pty = start.env("VISUAL", command).go();
    pty.shows("Wrong output");
    pty.press("e");
    pty.shows("this is the editor");
    pty.press("qqq\r");
    pty.shows("✓ Passed");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn a_prediction_is_compared_with_what_happens() {
    let mut pty = Start::with_desk().go();
    pty.shows("Wrong output");
    pty.press("/two write guards\r");
    pty.shows("How does a RefCell know");
    pty.press("a\x1b[B\x1b[B10\r");
    pty.shows("✓ right");
    pty.press("\r");
    pty.shows("Why did rustc accept both");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn what_is_typed_in_the_built_in_editor_is_graded_when_it_is_saved() {
    let mut pty = Start::with_desk().go();
    pty.shows("Wrong output");
    pty.press("E");
    pty.shows("ctrl-s");
    pty.press("// mine\r");
    pty.shows("not saved");
    pty.press("\x13");
    pty.shows("   saved");
    pty.press("\x1b");
    pty.shows("Wrong output");
    let file = fs::read_to_string(pty.file("exercises/start/first_look.rs")).unwrap();
    assert!(file.starts_with("// mine\n"), "{file}");
    pty.press("q");
    assert!(pty.ended().success());
}
