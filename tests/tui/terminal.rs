//! The terminal is restored however cellmate ends, and any size works.

use super::pty::Start;
#[cfg(target_os = "linux")]
use super::pty::processes;
use std::fs;

#[test]
fn ctrl_c_and_signals_end_cellmate_and_restore_the_terminal() {
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
fn a_signal_before_the_first_frame_leaves_the_terminal_intact() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut pty = Start::with_desk().go();
        pty.until("the screen is taken", super::pty::Pty::is_taken);
        pty.signal(signal);
        pty.ended();
    }
}

#[test]
fn ctrl_z_restores_the_terminal_and_fg_takes_it_over_again() {
    let mut pty = Start::with_desk().go();
    pty.shows("Wrong output");
    pty.press("\x1a");
    pty.until("it is given back", super::pty::Pty::is_given_back);
    pty.signal("CONT");
    pty.shows("Wrong output");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn every_size_is_drawn() {
    let mut pty = Start::with_desk().go();
    pty.shows("Wrong output");
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
    pty.shows("Wrong output");
    pty.resize((30, 8));
    pty.shows("needs at least 40");
    pty.resize((80, 24));
    pty.shows("Wrong output");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn with_no_color_set_the_screen_uses_no_colors() {
    let mut pty = Start::with_desk().env("NO_COLOR", "1").go();
    pty.shows("Wrong output");
    pty.shows("✗");
    assert!(pty.is_colorless());
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn a_dumb_terminal_gets_plain_mode() {
    let mut pty = Start::with_desk().env("TERM", "dumb").go();
    pty.shows("command:");
    let file = pty.file("exercises/start/first_look.rs");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Always", "Never")).unwrap();
    pty.until("it was graded", |pty| {
        let progress = fs::read_to_string(pty.file(".cellmate/progress.json"));
        progress.is_ok_and(|text| text.contains("first_pass"))
    });
    assert!(!pty.text().contains("Passed."), "it waits for Enter");
    pty.press("\r");
    pty.shows("Passed.");
    pty.press("\x04");
    assert!(pty.ended().success(), "the end of the input ends it");
}

#[test]
fn p_on_the_first_start_switches_to_plain_mode_for_good() {
    let mut pty = Start::new().go();
    pty.shows("Your files will live in");
    pty.press("p");
    pty.shows("command:");
    pty.until("the screen is given back", super::pty::Pty::is_given_back);
    pty.press("quit\r");
    assert!(pty.ended().success());
    let mut again = super::pty::Pty::again(pty.taken_away());
    again.shows("command:");
    again.press("mode full\rquit\r");
    assert!(again.ended().success());
    let mut full = super::pty::Pty::again(again.taken_away());
    full.shows("Wrong output");
    full.press("q");
    assert!(full.ended().success());
}

#[cfg(target_os = "linux")]
#[test]
fn no_child_is_left_when_plain_mode_is_ended_while_a_program_runs() {
    let mut start = Start::with_desk();
    start.args = vec!["--plain".to_owned()];
    let temp = start.home.path().join("tmp");
    fs::create_dir(&temp).unwrap();
    let mut pty = start.env("TMPDIR", temp.display().to_string()).go();
    pty.shows("command:");
    let endless =
        "fn main() { loop { std::thread::sleep(std::time::Duration::from_millis(1)); } }\n";
    fs::write(pty.file("exercises/start/first_look.rs"), endless).unwrap();
    pty.press("check\r");
    pty.until("the program runs", |_| !processes("exe", &temp).is_empty());
    pty.press("\x03");
    pty.ended();
    assert!(processes("exe", &temp).is_empty());
    assert_eq!(fs::read_dir(&temp).unwrap().count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn no_child_is_left_when_the_full_screen_is_ended_while_a_program_runs() {
    let start = Start::with_desk();
    let temp = start.home.path().join("tmp");
    fs::create_dir(&temp).unwrap();
    let mut pty = start.env("TMPDIR", temp.display().to_string()).go();
    pty.shows("Wrong output");
    let endless = "fn main() { println!(\"here\"); loop { std::thread::sleep(std::time::Duration::from_millis(1)); } }\n";
    fs::write(pty.file("exercises/start/first_look.rs"), endless).unwrap();
    pty.until("the program runs", |_| !processes("exe", &temp).is_empty());
    pty.signal("TERM");
    pty.ended();
    assert!(processes("exe", &temp).is_empty());
    assert_eq!(
        fs::read_dir(&temp).unwrap().count(),
        0,
        "its workspace is removed, too"
    );
}

#[test]
fn a_check_shows_its_steps_on_a_line_that_disappears() {
    let mut start = Start::with_desk();
    start.args = ["check", "rate_limiter"].map(str::to_owned).to_vec();
    let mut pty = start.go();
    pty.shows("Compiling …");
    pty.shows("grades your file again");
    assert!(!pty.ended().success());
    let text = pty.text();
    for step in ["Compiling …", "Running …", "Testing …", "Tracing the run …"] {
        assert!(!text.contains(step), "{text}");
    }
}
