//! The command line as people meet it: each file in `tests/cli/`, the README, and the help page on JSON is a session on
//! a desk of its own.
//!
//! `TRYCMD=overwrite cargo test --test cli` records what is printed now. `[..]` stands for versions and clippy's words.
//! The test itself ignores how long something took, so that a session reads like a real one.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use cellmate::parallel;
use regex_lite::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use trycmd::TestCases;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// rustup looks for its toolchains below the home folder, which is a different one here.
fn rustup_home() -> PathBuf {
    let given = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let usual = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".rustup");
    given.unwrap_or_else(usual)
}

/// The cache of the user who runs the tests, so that glass isn't built in every home folder.
fn cache_home() -> PathBuf {
    let given = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let usual = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    given.unwrap_or_else(usual)
}

/// Finds a program of the system: not every system has it in `/bin`.
fn on_path(tool: &str) -> PathBuf {
    let name = format!("{tool}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path).map(|folder| folder.join(&name));
    found
        .find(|file| file.is_file())
        .expect("a tool on the PATH")
}

/// What differs each time, or from toolchain to toolchain.
const CHANCE: &[(&str, &str)] = &[
    (r"(?m)\d+\.\d+ s$", "[..] s"),
    (r#""millis":\d+"#, r#""millis":[..]"#),
    (r#""hash":"[0-9a-f]+""#, r#""hash":"[..]""#),
    (r"thread 'main' \(\d+\)", "thread 'main' ([..])"),
];

/// Returns a copy of the session with times, hashes and thread numbers replaced by `[..]`, or the session itself if it
/// is being rewritten.
fn mask_random_parts(session: &Path, copy: &Path) -> PathBuf {
    if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
        return session.to_owned();
    }
    let mut text = fs::read_to_string(session).unwrap();
    for (pattern, open) in CHANCE {
        let pattern = Regex::new(pattern).unwrap();
        text = pattern.replace_all(&text, *open).into_owned();
    }
    let copy = copy.join(session.file_name().unwrap());
    fs::write(&copy, text).unwrap();
    copy
}

/// Plays a session from its first command to its last, in an empty home folder.
fn play(session: &Path) {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().canonicalize().unwrap();
    std::env::set_current_dir(&home).unwrap();
    let copies = tempfile::tempdir().unwrap();
    let cases = TestCases::new();
    cases
        .env("HOME", home.to_str().unwrap())
        .env("RUSTUP_HOME", rustup_home().to_str().unwrap())
        .env("XDG_CACHE_HOME", cache_home().to_str().unwrap())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .env("LANG", "C.UTF-8")
        .case(mask_random_parts(session, copies.path()));
    for tool in ["sed", "mkdir", "touch", "rm"] {
        cases.register_bin(tool, on_path(tool).as_path());
    }
    cases.run();
}

/// Names the session that a process of this test plays: a process is in one folder only, so each gets its own.
const SESSION: &str = "CELLMATE_TEST_SESSION";

#[test]
fn every_session_prints_what_its_file_shows() {
    if let Some(session) = std::env::var_os(SESSION) {
        return play(Path::new(&session));
    }
    let mut sessions: Vec<PathBuf> = fs::read_dir(root().join("tests/cli"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "trycmd"))
        .collect();
    sessions.sort();
    // The first session takes long.
    for page in ["src/cli/help/json.md", "README.md"] {
        sessions.insert(0, root().join(page));
    }
    let played = parallel::map(&sessions, |session| {
        let name = "every_session_prints_what_its_file_shows";
        let mut test = Command::new(std::env::current_exe().unwrap());
        test.args(["--exact", name, "--nocapture"]);
        test.env(SESSION, session).output().unwrap()
    });
    let mut failed = Vec::new();
    for (session, played) in sessions.iter().zip(played) {
        print!("{}", String::from_utf8_lossy(&played.stdout));
        eprint!("{}", String::from_utf8_lossy(&played.stderr));
        if !played.status.success() {
            failed.push(session);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn a_home_folder_inside_a_longer_path_is_not_shortened() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path().canonicalize().unwrap();
    let home = root.join("home");
    // A path that contains the whole path of the home folder, with a space for the shell to stumble over.
    let place = root.join("my data").join(home.strip_prefix("/").unwrap());
    fs::create_dir_all(&home).unwrap();
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, "a file").unwrap();
    for home in [&home, &home.join(""), Path::new("/")] {
        let cellmate = |args: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
            command.args(args).env("HOME", home).current_dir(&root);
            command.env("RUSTUP_HOME", rustup_home()).output().unwrap()
        };
        let output = cellmate(&["init", place.to_str().unwrap()]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(place.to_str().unwrap()), "{said}");
        assert!(!said.contains('~'), "{said}");
        let suggested = said.split('`').nth(1).unwrap();
        let words = shlex::split(suggested).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert!(cellmate(&words[1..]).status.success(), "{suggested}");
        let desk = PathBuf::from(format!("{}-desk", place.display()));
        assert!(desk.join(".cellmate").is_dir(), "{suggested}");
        fs::remove_dir_all(desk).unwrap();
    }
}

#[test]
fn output_that_is_closed_early_is_not_an_error() {
    let home = tempfile::tempdir().unwrap();
    for args in [&["list"][..], &["list", "--format", "json"], &["show"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
        command.args(args).env("HOME", home.path()).stdout(writer);
        let output = command.current_dir(home.path()).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{args:?}");
        assert_eq!(output.status.code(), Some(141), "{args:?}");
    }
}
