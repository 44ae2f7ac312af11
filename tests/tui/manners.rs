//! However it ends, the terminal is whole; and it bears any size.

use super::pty::Start;
#[cfg(target_os = "linux")]
use super::pty::processes;
use std::fs;

#[test]
fn ctrl_c_and_signals_end_it_with_the_terminal_whole() {
    for signal in ["", "TERM", "HUP", "INT"] {
        let mut pty = Start::with_desk().go();
        pty.shows("cellmate");
        if signal.is_empty() {
            pty.press("\x03");
        } else {
            pty.signal(signal);
        }
        pty.ended();
    }
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let mut pty = Start::with_desk().go();
    pty.shows("wrong output");
    pty.press("\x1a");
    pty.until("it is given back", super::pty::Pty::is_given_back);
    pty.signal("CONT");
    pty.shows("wrong output");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn it_bears_any_size() {
    let mut pty = Start::with_desk().go();
    pty.shows("wrong output");
    for size in [
        (1, 1),
        (20, 5),
        (0, 0),
        (60, 20),
        (0, 9),
        (500, 200),
        (200, 60),
    ] {
        pty.resize(size);
    }
    pty.shows("wrong output");
    pty.resize((30, 8));
    pty.shows("more room");
    pty.resize((80, 24));
    pty.shows("wrong output");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn without_colours_there_are_none() {
    let mut pty = Start::with_desk().env("NO_COLOR", "1").go();
    pty.shows("wrong output");
    pty.shows("✗");
    assert!(pty.is_colourless());
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn a_terminal_that_can_do_nothing_gets_plain_words() {
    let start = Start::with_desk().env("TERM", "dumb");
    let mut pty = start.go();
    pty.shows("next:");
    assert!(pty.ended().success());
}

#[cfg(target_os = "linux")]
#[test]
fn no_child_is_left_when_it_is_ended_while_a_program_runs() {
    let start = Start::with_desk();
    let temp = start.home.path().join("tmp");
    fs::create_dir(&temp).unwrap();
    let mut pty = start.env("TMPDIR", temp.display().to_string()).go();
    pty.shows("wrong output");
    let endless = "fn main() { println!(\"here\"); loop { std::thread::sleep(std::time::Duration::from_millis(1)); } }\n";
    fs::write(pty.file("exercises/start/first_look.rs"), endless).unwrap();
    pty.until("the program runs", |_| !processes("exe", &temp).is_empty());
    pty.signal("TERM");
    pty.ended();
    assert!(processes("exe", &temp).is_empty());
    assert_eq!(
        fs::read_dir(&temp).unwrap().count(),
        0,
        "its workspace is gone, too"
    );
}
