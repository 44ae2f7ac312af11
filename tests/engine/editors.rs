//! How an editor's command becomes a program and its arguments.

use cellmate::engine::Error;
use cellmate::engine::editor::command_line;
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
    ] {
        let (program, args) = command_line(command, Path::new("/d/a.rs"), 7).unwrap();
        let line = format!("{program} {}", args.join(" "));
        assert_eq!(line, expected, "{command}");
    }
}

#[test]
fn a_command_without_a_program_or_with_an_open_quote_is_an_error() {
    let error = |command| command_line(command, Path::new("a.rs"), 1).unwrap_err();
    assert!(matches!(error(" "), Error::NoEditor));
    assert!(matches!(error("vim 'a"), Error::EditorCommand { .. }));
}
