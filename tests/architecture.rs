//! Holds the sources to the house: who may import whom, how files are named, and how long they may be.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom. All else is forbidden.
///
/// Beside the table of the design there is one module more: `run`, which the grader and glass both stand on, because
/// what a program did is put into the same words for both; and `timeline`, which lays a trace out for the commands, the
/// full screen and plain mode alike; and `report`, which puts verdicts into the same sentences for all of them.
/// `signals` is what both the full screen and plain mode hear from the system.
/// The full screen's text of a trace steps by the same events as its picture, so `screen` sees `timeline`; what was
/// wrong with a course or an outcome reads the same everywhere, so it sees `report`.
/// `course` says how many problems it found, so it sees `text`.
const TABLE: &[(&str, &[&str])] = &[
    ("sanitize", &[]),
    ("compare", &[]),
    ("process", &[]),
    ("keymap", &[]),
    ("text", &[]),
    ("watch", &[]),
    ("markdown", &["sanitize", "text"]),
    ("verdict", &["compare"]),
    ("timeline", &["verdict"]),
    ("report", &["verdict", "compare", "sanitize", "text"]),
    ("build", &["process", "verdict"]),
    ("course", &["verdict", "compare", "text"]),
    ("run", &["build", "process", "verdict"]),
    ("glass", &["build", "process", "verdict", "run"]),
    (
        "grader",
        &[
            "course", "verdict", "compare", "build", "process", "glass", "run",
        ],
    ),
    ("desk", &["course", "verdict"]),
    (
        "author",
        &[
            "course", "verdict", "grader", "process", "markdown", "sanitize", "text",
        ],
    ),
    ("app", &["course", "verdict", "compare", "keymap", "desk"]),
    (
        "engine",
        &[
            "course", "verdict", "grader", "glass", "desk", "watch", "process",
        ],
    ),
    (
        "worker",
        &[
            "app", "course", "verdict", "grader", "glass", "desk", "watch", "process",
        ],
    ),
    (
        "screen",
        &[
            "app", "course", "verdict", "compare", "keymap", "desk", "markdown", "sanitize",
            "text", "timeline", "report",
        ],
    ),
    ("signals", &[]),
    ("tui", &["app", "keymap", "worker", "signals"]),
    (
        "plain",
        &[
            "app", "course", "verdict", "compare", "keymap", "worker", "markdown", "sanitize",
            "text", "timeline", "report", "signals",
        ],
    ),
    ("main", &["cli", "process"]),
];

/// May import everything.
const FREE: &[&str] = &["cli", "lib"];

/// Names that say nothing about what a file is for.
const EMPTY_NAMES: &[&str] = &[
    "mod", "utils", "util", "helpers", "helper", "common", "manager", "imp", "misc",
];

#[test]
fn every_import_between_modules_is_one_that_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = TABLE.iter().copied().collect();
    let modules: BTreeSet<String> = sources().iter().map(|file| module_of(file)).collect();
    let mut wrong = Vec::new();
    for file in sources() {
        let module = module_of(&file);
        if file.starts_with(root().join("src/glass/std")) {
            // A crate of its own, which is put under programs and knows nothing of this one.
            continue;
        }
        if FREE.contains(&module.as_str()) {
            continue;
        }
        let Some(allowed) = table.get(module.as_str()) else {
            wrong.push(format!(
                "{}: the module `{module}` is not in the table",
                file.display()
            ));
            continue;
        };
        for imported in imports(&code_of(&file), &modules) {
            if imported != module && !allowed.contains(&imported.as_str()) {
                wrong.push(format!(
                    "{}: `{module}` may not import `{imported}`",
                    file.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_cycles() {
    let table: BTreeMap<&str, &[&str]> = TABLE.iter().copied().collect();
    let mut done = BTreeSet::new();
    while done.len() < table.len() {
        let next = table.iter().find(|(name, needs)| {
            !done.contains(*name)
                && needs
                    .iter()
                    .all(|need| done.contains(need) || *need == "cli")
        });
        let (name, _) = next.expect("some module whose imports are all settled");
        done.insert(*name);
    }
}

#[test]
fn only_one_module_starts_processes_and_nobody_needs_unsafe() {
    for file in sources() {
        let code = code_of(&file);
        let module = module_of(&file);
        let of_its_own = file.starts_with(root().join("src/glass/std"));
        if module != "process" && !of_its_own {
            for forbidden in [
                "std::process::Command",
                "process::Command::",
                "Command::new(",
            ] {
                assert!(!code.contains(forbidden), "{}: {forbidden}", file.display());
            }
        }
        assert!(!code.contains("use crate::*"), "{}", file.display());
    }
}

#[test]
fn files_are_named_after_their_job_and_say_what_it_is() {
    // The cases of the crate that is put under programs are included into others, where a file cannot open so.
    let included = root().join("src/glass/std/tests/cases");
    let own = sources().into_iter().chain(tests());
    for file in own.filter(|file| !file.starts_with(&included)) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        assert!(!EMPTY_NAMES.contains(&name), "{}", file.display());
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            text.starts_with("//!"),
            "{} opens without //!",
            file.display()
        );
    }
}

#[test]
fn files_stay_short() {
    let mut lengths: Vec<usize> = Vec::new();
    for file in sources() {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 500, "{} has {lines} lines", file.display());
        lengths.push(lines);
    }
    lengths.sort_unstable();
    let long = lengths.iter().filter(|&&lines| lines > 300).count();
    assert!(
        long * 10 <= lengths.len(),
        "{long} of {} files are above 300 lines",
        lengths.len()
    );
    let median = lengths[lengths.len() / 2];
    assert!(median <= 120, "the median file has {median} lines");
}

#[test]
fn the_top_level_stays_as_it_is() {
    let expected: BTreeSet<&str> = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "src",
        "exercises",
        "solutions",
        "lessons",
        "tests",
        "target",
    ]
    .into();
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            name.starts_with('.') || expected.contains(name.as_str()),
            "{name}"
        );
    }
}

/// The modules that a text names, as `crate::x`, `cellmate::x` or inside `use crate::{…}`.
fn imports(code: &str, modules: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for start in ["crate::", "cellmate::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at + start.len()..];
            let group = rest
                .strip_prefix('{')
                .and_then(|inside| inside.split_once('}'));
            let names = group.map_or(rest, |(inside, _)| inside);
            let names = names.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ','));
            let take = if group.is_some() { usize::MAX } else { 1 };
            found.extend(
                names
                    .take(take)
                    .flat_map(|n| n.split(','))
                    .map(str::to_owned),
            );
        }
    }
    found.retain(|name| modules.contains(name));
    found
}

/// The text without comments: prose may name what code may not.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let code = |line: &&str| !line.trim_start().starts_with("//");
    text.lines().filter(code).collect::<Vec<_>>().join("\n")
}

/// `src/grader/run.rs` belongs to `grader`.
fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<PathBuf> {
    rust_files(&root().join("src"))
}

/// The tests' own sources, without the files that belong to lessons, real or made for a test.
fn tests() -> Vec<PathBuf> {
    let of_lessons = [
        "exercises",
        "solutions",
        "hidden",
        "mistakes",
        "alternatives",
        "programs",
    ];
    let mut files = rust_files(&root().join("tests"));
    files.retain(|file| {
        let inside = file.strip_prefix(root()).unwrap();
        !inside
            .iter()
            .any(|part| of_lessons.iter().any(|name| part == *name))
    });
    files
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
