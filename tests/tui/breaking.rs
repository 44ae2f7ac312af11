//! Panics in cellmate itself, and terminals that vanish: the terminal is restored, and no process is left running.
//!
//! cellmate has no switch that makes it panic, so the program here is a test: the real full screen, engine and
//! terminal, with drawing code that panics on the page of keys.

use super::pty::{Pty, Start, processes, ticks};
use super::scripted::ScriptedGrader;
use cellmate::app::{Appearance, Overlay, State};
use cellmate::desk::{CourseSource, Desk};
use cellmate::engine::{self, DeskUse, GraderSource, Setup};
use cellmate::log;
use cellmate::process::Launcher;
use cellmate::screen;
use cellmate::theme::Theme;
use cellmate::tui;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ENDLESS: &str =
    "fn main() { loop { std::thread::sleep(std::time::Duration::from_millis(1)); } }\n";

/// Starts cellmate with an endless program, and returns it with the folder in which that program runs.
fn while_a_program_runs(mut start: Start) -> (Pty, PathBuf) {
    let temp = start.home.path().join("tmp");
    fs::create_dir(&temp).unwrap();
    start.env.push(("TMPDIR", temp.display().to_string()));
    let mut pty = start.go();
    pty.shows("Wrong output");
    fs::write(pty.file("exercises/start/first_look.rs"), ENDLESS).unwrap();
    pty.until("the program runs", |_| !processes("exe", &temp).is_empty());
    (pty, temp)
}

fn nothing_is_left(pty: &mut Pty, temp: &Path) {
    let home = pty.home.path().to_path_buf();
    pty.until("all end", |_| processes("cwd", &home).is_empty());
    assert!(processes("exe", temp).is_empty());
    assert_eq!(fs::read_dir(temp).unwrap().count(), 0, "no workspace");
}

/// The environment variable that turns this test into the program that breaks.
const BREAKS: &str = "CELLMATE_TEST_BREAKS";

#[test]
fn a_panic_restores_the_terminal_and_says_what_to_do() {
    if std::env::var_os(BREAKS).is_some() {
        return draw_no_keys();
    }
    let mut start = Start::with_desk();
    start.program = std::env::current_exe().unwrap();
    start.env.push((BREAKS, "1".to_owned()));
    let name = "breaking::a_panic_restores_the_terminal_and_says_what_to_do";
    start.args = ["--exact", name, "--nocapture"].map(str::to_owned).to_vec();
    let (mut pty, temp) = while_a_program_runs(start);
    pty.press("?");
    let status = pty.ended();
    assert!(!status.success());
    let text = pty.text();
    for said in [
        "nobody has drawn this page",
        "cellmate crashed",
        "Please report it",
    ] {
        assert!(text.contains(said), "{text}");
    }
    nothing_is_left(&mut pty, &temp);
}

/// Plays the part of `main` in the program that breaks.
fn draw_no_keys() {
    let launcher = Launcher::at(PathBuf::from(env!("CARGO_BIN_EXE_cellmate")));
    let setup = setup(GraderSource::Toolchain(launcher));
    let draw = |state: &State, frame: &mut ratatui::Frame<'_>| {
        let keys = matches!(state.overlay, Overlay::Help(_));
        assert!(!keys, "nobody has drawn this page");
        screen::draw(state, Theme::default(), frame)
    };
    tui::run(setup, (Appearance::default(), false), Box::new(draw)).unwrap();
}

fn setup(grader: GraderSource) -> Setup {
    let home = PathBuf::from(std::env::var_os("HOME").unwrap());
    let desk = Desk::open(&home.join("cellmate")).unwrap();
    Setup {
        usual_desk: home.join("cellmate"),
        home: Some(home),
        automatic: true,
        desk_use: DeskUse::Watched,
        debounce: engine::GRADE_DEBOUNCE,
        ..Setup::new(CourseSource::Embedded, Some(desk), grader)
    }
}

#[test]
fn a_panic_of_the_engine_is_shown_and_logged_with_its_place() {
    if std::env::var_os(BREAKS).is_some() {
        log::start().unwrap();
        let grader = GraderSource::Given(Arc::new(ScriptedGrader::default()));
        let draw = |state: &State, frame: &mut ratatui::Frame<'_>| {
            screen::draw(state, Theme::default(), frame)
        };
        tui::run(
            setup(grader),
            (Appearance::default(), false),
            Box::new(draw),
        )
        .unwrap();
        return;
    }
    let mut start = Start::with_desk();
    start.program = std::env::current_exe().unwrap();
    start.env.push((BREAKS, "1".to_owned()));
    let log = start.home.path().join("log");
    start.env.push(("CELLMATE_LOG", log.display().to_string()));
    let name = "breaking::a_panic_of_the_engine_is_shown_and_logged_with_its_place";
    start.args = ["--exact", name, "--nocapture"].map(str::to_owned).to_vec();
    let mut pty = start.go();
    fs::write(pty.file("exercises/start/first_look.rs"), "bug\n").unwrap();
    pty.shows("Could not be graded");
    pty.press("1");
    pty.shows("tests/engine/scripted.rs:");
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("a bug in the grader"), "{log}");
    assert!(log.contains("tests/engine/scripted.rs:"), "{log}");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn when_the_terminal_vanishes_everything_ends() {
    let (mut pty, temp) = while_a_program_runs(Start::with_desk());
    pty.vanish();
    nothing_is_left(&mut pty, &temp);
}

#[test]
fn a_terminal_that_vanishes_is_noticed_without_a_signal_and_without_drawing() {
    // In a session of its own, no signal reaches it. Once everything has settled, there is nothing more to draw.
    let mut start = Start::with_desk();
    let cellmate = std::mem::replace(&mut start.program, PathBuf::from("setsid"));
    start.args = vec!["--wait".to_owned(), cellmate.display().to_string()];
    let mut pty = start.go();
    pty.shows("Wrong output");
    wait_until_idle(&mut pty);
    pty.vanish();
    let home = pty.home.path().to_path_buf();
    pty.until("all end", |_| processes("cwd", &home).is_empty());
}

#[test]
fn a_terminal_without_a_size_is_drawn_once_it_has_one() {
    let mut start = Start::with_desk();
    start.size = (0, 0);
    let mut pty = start.go();
    pty.resize((80, 24));
    pty.shows("Wrong output");
    pty.resize((0, 0));
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn cellmate_survives_fast_resizing_and_is_idle_afterwards() {
    let mut pty = Start::with_desk().go();
    pty.shows("Wrong output");
    let sizes = (0..500).map(|round: u16| (round * 97 % 301, round * 31 % 97));
    sizes.for_each(|size| pty.resize(size));
    pty.resize((100, 30));
    pty.shows("Wrong output");
    wait_until_idle(&mut pty);
    pty.press("q");
    assert!(pty.ended().success());
}

/// Waits until the process is idle: until it uses no CPU time for two seconds.
fn wait_until_idle(pty: &mut Pty) {
    let home = pty.home.path().to_path_buf();
    let mut before = (Instant::now(), u64::MAX);
    pty.until("it rests", |_| {
        let now = processes("cwd", &home).into_iter().map(ticks).sum();
        if now != before.1 {
            before = (Instant::now(), now);
        }
        before.0.elapsed() > Duration::from_secs(2)
    });
}
