//! Whole sessions with the real program: input and output through pipes.
//!
//! `CELLMATE_WRITE_SESSIONS=1 cargo test --test plain` overwrites the expected output.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Replaces what depends on the machine: the installed editors, and the number to type for each.
fn mask_random_parts(said: &str) -> String {
    let editors = regex_lite::Regex::new(
        r"(?m)^\d+: (nvim|vim|hx|helix|emacs|kak|micro|nano|vi|code|codium|zed|subl)\n",
    );
    let said = editors.unwrap().replace_all(said, "").into_owned();
    let none = regex_lite::Regex::new(r"(?m)^\d+: none;").unwrap();
    none.replace_all(&said, "LAST: none;").into_owned()
}

fn say(home: &Path, lines: &str) -> String {
    say_with(home, &[], lines)
}

fn say_with(home: &Path, args: &[&str], lines: &str) -> String {
    let real = std::env::var("HOME").unwrap_or_default();
    let rustup = std::env::var("RUSTUP_HOME").unwrap_or(format!("{real}/.rustup"));
    // With the usual cache, glass isn't built in every home folder.
    let cache = std::env::var("XDG_CACHE_HOME").unwrap_or(format!("{real}/.cache"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_cellmate"))
        .args(args)
        .current_dir(home)
        .env("HOME", home)
        .env("XDG_CACHE_HOME", cache)
        .env("RUSTUP_HOME", rustup)
        .env("VISUAL", "sed -i s/Always/Never/")
        .env_remove("EDITOR")
        .env_remove("CELLMATE_PLAIN")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let (out, err) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert!(output.status.success(), "{out}\n{err}");
    assert_eq!(err, "");
    mask_random_parts(&out)
}

/// Plays the input in one file and compares the output with the other file.
fn play(home: &Path, name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/plain");
    let typed = fs::read_to_string(folder.join(format!("{name}.in"))).unwrap();
    let said = say(home, &typed);
    let expected = folder.join(format!("{name}.out"));
    if std::env::var_os("CELLMATE_WRITE_SESSIONS").is_some() {
        fs::write(&expected, &said).unwrap();
    }
    let expected = fs::read_to_string(expected).unwrap();
    assert!(
        said == expected,
        "the session {name} printed something else:\n{said}"
    );
}

#[test]
fn a_session_continues_where_the_last_one_ended() {
    let home = tempfile::tempdir().unwrap();
    play(home.path(), "evening");
    play(home.path(), "next_evening");
}

#[test]
fn an_end_of_input_before_the_last_enter_writes_nothing() {
    let home = tempfile::tempdir().unwrap();
    for typed in ["", "\n", "\n\n", "elsewhere\n1\nback\n", "quit\n"] {
        let said = say(home.path(), typed);
        assert!(said.starts_with("This is cellmate"), "{said}");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "{typed:?}");
    }
}

#[test]
fn the_first_start_creates_the_desk_in_a_folder_that_is_not_one_yet() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("empty")).unwrap();
    for folder in ["new", "empty"] {
        let said = say_with(home.path(), &["--desk", folder], "\n\n\nquit\n");
        assert!(
            said.contains(&format!("press Enter for ~/{folder}.")),
            "{said}"
        );
        let manifest = home.path().join(folder).join("Cargo.toml");
        assert!(manifest.is_file(), "{said}");
        let again = say_with(home.path(), &["--desk", folder], "quit\n");
        assert!(!again.contains("Where should your files go?"), "{again}");
    }
}
