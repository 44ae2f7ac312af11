//! How an editor's command becomes a program and its arguments.

use cellmate::engine::Error;
use cellmate::engine::editor::{command_line, run_in_terminal};
use std::ffi::OsStr;
use std::path::Path;

#[test]
fn each_editor_gets_the_file_and_the_line_in_its_own_way() {
    for (command, expected) in [
        ("vim", "vim +7 /d/a.rs"),
        ("/usr/bin/nano -w", "/usr/bin/nano -w +7 /d/a.rs"),
        ("hx", "hx /d/a.rs:7"),
        ("code --wait", "code --wait --goto /d/a.rs:7"),
        ("my-editor", "my-editor /d/a.rs"),
        (
            "tmux split-window 'vi +{line} {file}'",
            "tmux split-window vi +7 /d/a.rs",
        ),
        ("my-editor +{line}", "my-editor +7 /d/a.rs"),
        ("vim -c {line}", "vim -c 7 /d/a.rs"),
    ] {
        let (program, args) = command_line(command, Path::new("/d/a.rs"), 7).unwrap();
        let line = format!("{program} {}", args.join(OsStr::new(" ")).display());
        assert_eq!(line, expected, "{command}");
    }
}

#[test]
#[cfg(unix)]
fn a_path_that_is_not_utf_8_reaches_the_editor_unchanged() {
    use std::os::unix::ffi::OsStrExt as _;
    let path = Path::new(OsStr::from_bytes(b"/d\xff/a.rs"));
    for (command, last) in [
        ("vim", &b"/d\xff/a.rs"[..]),
        ("hx", b"/d\xff/a.rs:7"),
        ("code", b"/d\xff/a.rs:7"),
        ("edit {file}+{line}", b"/d\xff/a.rs+7"),
    ] {
        let (_, args) = command_line(command, path, 7).unwrap();
        assert_eq!(args.last().unwrap().as_bytes(), last, "{command}");
    }
}

#[test]
#[cfg(unix)]
fn an_editor_that_fails_is_an_error() {
    let run = |command| run_in_terminal(command, Path::new("/tmp/a.rs"), 1);
    assert!(run("sh -c 'exit 0' {file}").is_ok());
    let error = run("sh -c 'exit 3' {file}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`sh` failed (exit status: 3)\nhelp: run it in a terminal to see why"
    );
}

#[test]
fn a_command_without_a_program_or_with_an_open_quote_is_an_error() {
    let error = |command| command_line(command, Path::new("a.rs"), 1).unwrap_err();
    assert!(matches!(error(" "), Error::NoEditor));
    assert!(matches!(error("vim 'a"), Error::EditorCommand { .. }));
}
