//! A course that is being written, a desk that another instance holds, an editor outside the terminal, and unsaved
//! text.

use super::pty::{Pty, Start};
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_course_that_is_edited_is_read_again_and_its_errors_are_shown() {
    let mut start = Start::new();
    let course = start.home.path().join("course");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/course/good"),
        &course,
    );
    start.args = vec!["--course".to_owned(), course.display().to_string()];
    let mut pty = start.go();
    pty.shows("Your files will live in");
    pty.press("\r");
    pty.shows("Does not compile");
    let lesson = course.join("lessons/start/counter.toml");
    let text = fs::read_to_string(&lesson).unwrap();
    fs::write(
        &lesson,
        text.replace("A counter behind", "Another counter behind"),
    )
    .unwrap();
    pty.shows("Another counter behind");
    fs::write(&lesson, text.replace("title =", "titel =")).unwrap();
    pty.shows("! problems");
    pty.press("!");
    pty.shows("counter.toml");
    fs::write(&lesson, &text).unwrap();
    pty.press("\x1b");
    pty.shows("A counter behind");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn a_second_instance_says_so_and_writes_nothing() {
    let mut first = Start::with_desk().go();
    first.shows("Wrong output");
    let mut start = Start::new();
    let desk = first.file("");
    start.args = vec!["--desk".to_owned(), desk.display().to_string()];
    let mut second = start.go();
    second.shows("another instance of cellmate");
    second.press("/two write guards\ra");
    second.shows("What happens?");
    second.press("\x1b[B\x1b[B10\r");
    second.shows("another instance of cellmate");
    second.press("\x03");
    second.ended();
    let progress = fs::read_to_string(first.file(".cellmate/progress.json")).unwrap();
    assert!(!progress.contains("two_writers"), "{progress}");
    first.press("q");
    assert!(first.ended().success());
}

#[test]
fn an_editor_outside_the_terminal_changes_the_file_while_the_screen_stays() {
    let mut start = Start::with_desk();
    let command = "sh -c 'sed -i s/Always/Never/ {file}'".to_owned();
    start.args = vec!["--edit-cmd".to_owned(), command];
    let mut pty = start.go();
    pty.shows("Wrong output");
    pty.press("e");
    pty.shows("✓ Passed");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn a_draft_survives_a_kill() {
    let mut pty = Start::with_desk().go();
    pty.shows("Wrong output");
    pty.press("E");
    pty.shows("ctrl-s");
    pty.press("// precious ");
    let draft = pty.file(".cellmate/drafts/first_look.rs");
    pty.until("it is kept", |_| {
        fs::read_to_string(&draft).is_ok_and(|text| text.contains("// precious "))
    });
    pty.signal("KILL");
    let home = pty.taken_away();
    let mut again = Pty::again(home);
    again.shows("E shows it");
    again.press("E");
    again.shows("// precious");
    again.press("\x03");
    again.ended();
}
