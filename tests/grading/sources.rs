//! Files that are not a learner's text: each is refused with a message, and nothing waits for it.

use cellmate::grader::{SourceProblem, read};
use std::fs;
use std::path::Path;
use std::process::Command;

fn refused(path: &Path) -> (SourceProblem, String) {
    let problem = read(path).unwrap_err();
    let said = problem.to_string();
    assert!(said.contains(path.to_str().unwrap()), "{said}");
    (problem, said)
}

#[test]
fn what_cannot_be_graded_is_reported_with_path_line_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("nul.rs"), "fn main() {}\n// a\0b\n").unwrap();
    fs::write(path("latin1.rs"), b"fn main() {}\n\n// caf\xe9\n").unwrap();
    fs::write(path("large.rs"), "// x\n".repeat(1_000_000)).unwrap();
    assert!(matches!(
        refused(&path("nul.rs")).0,
        SourceProblem::Nul { line: 2, .. }
    ));
    assert!(matches!(
        refused(&path("latin1.rs")).0,
        SourceProblem::NotText { line: 3, .. }
    ));
    assert!(matches!(
        refused(&path("large.rs")).0,
        SourceProblem::TooLarge(_)
    ));
    assert!(matches!(
        refused(&path("gone.rs")).0,
        SourceProblem::Gone(_)
    ));
}

#[test]
fn a_folder_or_a_pipe_is_reported_without_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("folder.rs")).unwrap();
    let mut mkfifo = Command::new("mkfifo");
    assert!(mkfifo.arg(path("pipe.rs")).status().unwrap().success());
    for (name, is) in [("folder.rs", "a folder"), ("pipe.rs", "a pipe or a device")] {
        let (problem, said) = refused(&path(name));
        assert!(matches!(problem, SourceProblem::NotAFile { what, .. } if what == is));
        assert!(said.contains("cellmate reset"), "{said}");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_endings_are_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("windows.rs");
    let text = "\u{feff}fn main() {}\r\n";
    fs::write(&path, text).unwrap();
    assert_eq!(read(&path).unwrap(), text);
}
