//! Files that are no texts of a learner: each is refused in words, and nothing waits for it.

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
fn what_cannot_be_graded_is_told_with_path_line_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("nul.rs"), "fn main() {}\n// a\0b\n").unwrap();
    fs::write(path("latin1.rs"), b"fn main() {}\n\n// caf\xe9\n").unwrap();
    fs::write(path("large.rs"), "// x\n".repeat(1_000_000)).unwrap();
    fs::create_dir(path("folder.rs")).unwrap();
    let made = Command::new("mkfifo")
        .arg(path("pipe.rs"))
        .status()
        .unwrap();
    assert!(made.success());

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
        SourceProblem::TooLarge {
            bytes: 5_000_000,
            ..
        }
    ));
    let (problem, said) = refused(&path("folder.rs"));
    assert!(matches!(
        problem,
        SourceProblem::NotAFile {
            what: "a folder",
            ..
        }
    ));
    assert!(said.contains("cellmate reset"), "{said}");
    assert!(matches!(
        refused(&path("pipe.rs")).0,
        SourceProblem::NotAFile { .. }
    ));
    assert!(matches!(
        refused(&path("gone.rs")).0,
        SourceProblem::Gone(_)
    ));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_text_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("windows.rs");
    let text = "\u{feff}fn main() {}\r\n";
    fs::write(&path, text).unwrap();
    assert_eq!(read(&path).unwrap(), text);
}
