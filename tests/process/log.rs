//! `CELLMATE_LOG` names a file for the times of builds and runs.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn cellmate(args: &[&str], log: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
    command.args(args).env("CELLMATE_LOG", log);
    command.output().expect("cellmate runs")
}

#[test]
fn the_log_has_a_line_for_each_build_and_run_of_a_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let (program, log) = (folder.path().join("a.rs"), folder.path().join("log"));
    fs::write(&program, "fn main() {}\n").expect("a program");
    let traced = cellmate(&["trace", program.to_str().expect("UTF-8")], &log);
    assert!(traced.status.success(), "{traced:?}");
    let text = fs::read_to_string(&log).expect("the log");
    for span in ["build", "run", "schedule"] {
        let is_named = |line: &&str| line.split_whitespace().nth(2) == Some(span);
        assert_eq!(text.lines().filter(is_named).count(), 1, "{span}: {text}");
    }
}

#[test]
fn a_log_that_cannot_be_written_is_an_error_reported_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("nowhere/log");
    let listed = cellmate(&["list"], &log);
    assert_eq!(listed.status.code(), Some(2));
    let said = String::from_utf8(listed.stderr).expect("UTF-8");
    let lines: Vec<&str> = said.lines().collect();
    let [error, help] = lines.as_slice() else {
        panic!("not two lines: {said}");
    };
    assert!(error.starts_with("error: cannot open "), "{said}");
    let remedy = "help: set CELLMATE_LOG to a file that you can write to";
    assert_eq!(*help, remedy);
    assert!(listed.stdout.is_empty());
}
