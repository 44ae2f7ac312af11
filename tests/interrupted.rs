//! Ctrl-C, and a reader that closes the output: both end a command quietly, with nothing left running.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

fn cellmate(home: &Path, args: &[&str]) -> Command {
    let given = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let usual = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".rustup");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
    command
        .args(args)
        .current_dir(home)
        .env("RUSTUP_HOME", given.unwrap_or_else(usual))
        .env("HOME", home)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn a_desk(home: &Path) -> PathBuf {
    assert!(cellmate(home, &["init"]).output().unwrap().status.success());
    home.join("cellmate/exercises")
}

/// Reads lines until one contains this.
fn read_until(lines: &mut impl BufRead, wanted: &str) -> String {
    let mut seen = String::new();
    while !seen
        .lines()
        .last()
        .is_some_and(|line| line.contains(wanted))
    {
        let length = lines.read_line(&mut seen).unwrap();
        assert!(length > 0, "`{wanted}` never came:\n{seen}");
    }
    seen
}

/// Kills what is stuck. Then a reader sees its end, and the test fails instead of waiting.
struct Limit(#[expect(dead_code, reason = "dropping it ends the thread")] Sender<()>);

impl Limit {
    fn on(child: &Child) -> Self {
        let pid = Pid::from_child(child);
        let (alive, over) = mpsc::channel();
        std::thread::spawn(move || {
            if over.recv_timeout(Duration::from_mins(1)) == Err(RecvTimeoutError::Timeout) {
                kill_process(pid, Signal::KILL).ok();
            }
        });
        Self(alive)
    }
}

fn press_ctrl_c(child: &Child) {
    kill_process(Pid::from_child(child), Signal::INT).unwrap();
}

#[test]
fn watch_grades_what_is_saved_and_ends_with_ctrl_c() {
    let home = tempfile::tempdir().unwrap();
    let file = a_desk(home.path()).join("start/first_look.rs");
    let mut child = cellmate(home.path(), &["watch"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let _limit = Limit::on(&child);
    read_until(&mut lines, "Press Ctrl-C to stop");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}// not yet\n")).unwrap();
    let verdict = read_until(&mut lines, "grades your file again when you save it");
    assert!(verdict.contains("✗ Wrong output"), "{verdict}");
    fs::write(&file, text.replace("Always", "Never")).unwrap();
    let verdict = read_until(&mut lines, "next: ");
    assert!(verdict.contains("✓ Passed"), "{verdict}");
    press_ctrl_c(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// The cache of the user who runs the tests, so that glass isn't built here.
fn cache_home() -> PathBuf {
    let given = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let usual = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    given.unwrap_or_else(usual)
}

#[test]
fn watch_and_check_say_the_reason_with_names_and_the_next_command_last() {
    let home = tempfile::tempdir().unwrap();
    let file = a_desk(home.path()).join("refcell/reader_still_alive.rs");
    let mut watch = cellmate(home.path(), &["watch"]);
    let mut child = watch.env("XDG_CACHE_HOME", cache_home()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let _limit = Limit::on(&child);
    read_until(&mut lines, "Press Ctrl-C to stop");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}// not yet\n")).unwrap();
    let watched = read_until(&mut lines, "grades your file again when you save it");
    press_ctrl_c(&child);
    child.wait().unwrap();
    let mut check = cellmate(home.path(), &["check", "reader_still_alive"]);
    let checked = check.env("XDG_CACHE_HOME", cache_home()).output().unwrap();
    let checked = String::from_utf8(checked.stdout).unwrap();
    for said in [watched, checked] {
        let band = "✗ Panicked on line 21   `values` is still borrowed by `reader`, from line 19";
        assert!(said.contains(band), "{said}");
        let at = |part: &str| said.find(part).unwrap_or_else(|| panic!("{part}: {said}"));
        assert!(at(band) < at("\nBorrows\n"), "{said}");
        assert!(at("\nBorrows\n") < at("cellmate hint "), "{said}");
    }
}

/// A program that writes its process id into a file, and loops forever.
fn an_endless_program(sign: &Path) -> String {
    let (sign, pid) = (sign.display().to_string(), "std::process::id().to_string()");
    format!("fn main() {{ std::fs::write({sign:?}, {pid}).unwrap(); loop {{}} }}\n")
}

/// Waits until the program runs, presses Ctrl-C, and checks that nothing is left running.
fn stop_while_it_runs(mut child: Child, sign: &Path) {
    let _limit = Limit::on(&child);
    let running = loop {
        match fs::read_to_string(sign) {
            Ok(pid) if !pid.is_empty() => break pid,
            _ => assert!(child.try_wait().unwrap().is_none(), "it ended by itself"),
        }
    };
    press_ctrl_c(&child);
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(130), "{said}");
    assert_eq!(said.lines().next_back(), Some("stopped"), "{said}");
    let pid = Pid::from_raw(running.parse().unwrap()).unwrap();
    assert!(
        rustix::process::test_kill_process(pid).is_err(),
        "{running} still runs"
    );
}

#[test]
fn ctrl_c_ends_a_check_together_with_the_program_it_runs() {
    let home = tempfile::tempdir().unwrap();
    let file = a_desk(home.path()).join("start/first_look.rs");
    let sign = home.path().join("runs");
    fs::write(&file, an_endless_program(&sign)).unwrap();
    let child = cellmate(home.path(), &["check", "first_look"]).spawn();
    stop_while_it_runs(child.unwrap(), &sign);
}

#[test]
fn ctrl_c_ends_the_grading_of_a_class() {
    let home = tempfile::tempdir().unwrap();
    let sign = home.path().join("runs");
    fs::create_dir(home.path().join("ada")).unwrap();
    let file = home.path().join("ada/first_look.rs");
    fs::write(&file, an_endless_program(&sign)).unwrap();
    let args = ["grade", "ada", "--lesson", "first_look", "--unconfined"];
    let child = cellmate(home.path(), &args).spawn();
    stop_while_it_runs(child.unwrap(), &sign);
}

#[test]
fn ctrl_c_ends_the_import_of_a_course() {
    let home = tempfile::tempdir().unwrap();
    let (pack, sign) = (home.path().join("pack"), home.path().join("runs"));
    for folder in ["exercises", "solutions"] {
        fs::create_dir_all(pack.join(folder)).unwrap();
        let text = an_endless_program(&sign);
        fs::write(pack.join(folder).join("loops1.rs"), text).unwrap();
    }
    let info =
        "format_version = 1\n[[exercises]]\nname = \"loops1\"\ntest = false\nhint = \"Stop it.\"\n";
    fs::write(pack.join("info.toml"), info).unwrap();
    let args = ["course", "import", "rustlings", "pack", "made"];
    let child = cellmate(home.path(), &args).spawn();
    stop_while_it_runs(child.unwrap(), &sign);
    assert!(!home.path().join("made").exists());
}

#[test]
fn ctrl_c_after_the_verdict_also_ends_a_check() {
    let home = tempfile::tempdir().unwrap();
    a_desk(home.path());
    let mut child = cellmate(home.path(), &["check", "first_look"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let _limit = Limit::on(&child);
    read_until(&mut lines, "✗ Wrong output");
    // Clippy has only begun.
    press_ctrl_c(&child);
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    assert!(!rest.contains("next:"), "{rest}");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_closed_output_of_watch_is_not_an_error() {
    let home = tempfile::tempdir().unwrap();
    for args in [
        &["list"][..],
        &["show", "memoizer"],
        &["list", "--format", "json"],
    ] {
        let mut child = cellmate(home.path(), args).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), said.as_str()),
            (Some(141), "")
        );
    }
}
