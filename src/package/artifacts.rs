//! Finds what a program relies on but the traced std changes.

use super::binary::crate_name;
use crate::glass::SourceFolders;
use crate::verdict::{Place, TracingArtifact};
use std::fs;
use std::path::{Path, PathBuf};

/// How many lines a statement may have to be searched.
const MAX_LINES: usize = 12;

/// Returns the crates that were built into a target folder, and their files. rustc writes their names into a `.d` file
/// beside each crate, relative to the root of the workspace.
fn crates(target: &Path) -> Vec<(String, Vec<PathBuf>)> {
    let profiles = fs::read_dir(target).into_iter().flatten().flatten();
    let built = profiles.filter_map(|profile| fs::read_dir(profile.path().join("deps")).ok());
    let built = built.flatten().flatten().map(|entry| entry.path());
    let mut lists: Vec<PathBuf> = built
        .filter(|path| path.extension().is_some_and(|end| end == "d"))
        .collect();
    lists.sort();
    let files = |list: &PathBuf| {
        let text = fs::read_to_string(list).unwrap_or_default();
        let files = text.lines().filter_map(|line| line.strip_suffix(':'));
        files.map(PathBuf::from).collect()
    };
    lists
        .iter()
        .map(|list| (crate_name(list), files(list)))
        .collect()
}

/// Returns the name of a crate outside of the workspace that starts threads.
pub(super) fn crate_with_threads(target: &Path) -> Option<String> {
    let foreign = |path: &PathBuf| path.is_absolute();
    let starts = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| starts_threads(&text));
    let mut crates = crates(target).into_iter();
    crates.find_map(|(name, files)| {
        files
            .iter()
            .any(|path| foreign(path) && starts(path))
            .then_some(name)
    })
}

/// Whether a file starts threads, apart from its tests.
fn starts_threads(text: &str) -> bool {
    let calls = ["thread::spawn(", "thread::Builder::new(", "thread::scope("];
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let code = line.trim_start();
        if code.starts_with("#[cfg(test)]") {
            let ends_item = |other: &&str| {
                indent(other) == indent(line) && other.trim_end().ends_with(['}', ';', ','])
            };
            if !ends_item(&line) {
                lines.find(ends_item);
            }
        } else if !code.starts_with("//") && calls.iter().any(|call| code.contains(call)) {
            return true;
        }
    }
    false
}

/// Returns the first cast of an integer pointer to an atomic pointer in the crates that were built into a target
/// folder.
pub(super) fn find_cast(target: &Path, folders: &SourceFolders) -> Option<TracingArtifact> {
    crates(target).into_iter().find_map(|(crate_name, files)| {
        files.iter().find_map(|file| {
            let text = fs::read_to_string(folders.path(file)).ok()?;
            Some(TracingArtifact::PointerCast {
                crate_name: crate_name.clone(),
                place: shown_place(folders, file, line_with_cast(&text)?),
            })
        })
    })
}

/// Returns the comparison of a size if a program panicked in one.
pub(super) fn find_size(stderr: &str, folders: &SourceFolders) -> Option<TracingArtifact> {
    let (_, place) = stderr.split_once(" panicked at ")?;
    let place = place.lines().next()?.trim_end_matches(':');
    let mut parts = place.rsplitn(3, ':').skip(1);
    let (line, file) = (parts.next()?.parse().ok()?, parts.next()?);
    let text = fs::read_to_string(folders.path(Path::new(file))).ok()?;
    compares_size(&text, line).then(|| TracingArtifact::TypeSize {
        place: shown_place(folders, Path::new(file), line),
    })
}

fn shown_place(folders: &SourceFolders, file: &Path, line: u32) -> Place {
    Place {
        file: folders.shown(&folders.path(file)),
        line,
        column: 1,
    }
}

/// Whether the statement that begins on this line is about the size of a type.
fn compares_size(text: &str, line: u32) -> bool {
    let before = usize::try_from(line)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    for line in text.lines().skip(before).take(MAX_LINES) {
        if ["size_of", "align_of", "type_name"]
            .iter()
            .any(|name| line.contains(name))
        {
            return true;
        }
        if line.trim_end().ends_with(';') {
            break;
        }
    }
    false
}

/// Returns the first line that casts to an atomic. A cast of an atomic to its integer works.
fn line_with_cast(text: &str) -> Option<u32> {
    let is_cast = |line: &str| {
        let to_atomic = |start: &str| {
            line.match_indices(start).any(|(at, _)| {
                let target = &line[at + start.len()..];
                let name = target
                    .split([')', ';', '>', ','])
                    .next()
                    .unwrap_or_default();
                name.contains("Atomic") && !name.contains(" as ")
            })
        };
        let casts = [" as *const ", " as *mut ", "cast::<"];
        casts.into_iter().any(to_atomic) || (line.contains("transmute") && line.contains("Atomic"))
    };
    let mut lines = (1..).zip(text.lines());
    lines
        .find(|(_, line)| is_cast(line) && !line.trim_start().starts_with("//"))
        .map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_to_an_atomic_is_distinguished_from_a_cast_of_an_atomic() {
        for (line, is_cast) in [
            ("&*(number as *const u32 as *const AtomicU32)", true),
            ("&*(number as *mut u32 as *mut atomic::AtomicU32)", true),
            ("ptr::from_ref(number).cast::<AtomicU32>()", true),
            ("mem::transmute::<&u32, &AtomicU32>(number)", true),
            ("r as *const AtomicUsize as *const usize", false),
            ("let all: *const [AtomicU32; 4] = &raw const x;", false),
            ("// number as *const AtomicU32", false),
        ] {
            let text = format!("fn main() {{\n    {line};\n}}\n");
            assert_eq!(line_with_cast(&text), is_cast.then_some(2), "{line}");
        }
    }

    #[test]
    fn a_crate_that_starts_threads_is_distinguished_from_one_whose_tests_do() {
        let starts = "fn go() {\n    std::thread::spawn(|| ());\n}\n";
        assert!(starts_threads(starts));
        assert!(!starts_threads(&format!(
            "#[cfg(test)]\nmod tests {{\n{starts}}}\n"
        )));
        for item in ["mod tests;", "use std::thread;", "fn f() {\n    g();\n}"] {
            assert!(starts_threads(&format!("#[cfg(test)]\n{item}\n{starts}")));
        }
        assert!(!starts_threads("/// thread::spawn(|| ());\n"));
    }

    #[test]
    fn an_assertion_about_a_size_is_found_by_its_panic() {
        let folder = tempfile::tempdir().unwrap();
        let text = "assert_eq!(\n    size_of::<A>(),\n    8,\n);\nassert_eq!(1, 2);\nassert!(size_of::<A>() == 1);\n";
        fs::write(folder.path().join("a.rs"), text).unwrap();
        let folders = SourceFolders {
            root: None,
            shown_from: folder.path().to_owned(),
        };
        for (line, is_about_a_size) in [(1, true), (5, false), (6, true)] {
            let stderr =
                format!("\nthread 'main' (7) panicked at a.rs:{line}:5:\nassertion failed\n");
            let found = find_size(&stderr, &folders);
            assert_eq!(found.is_some(), is_about_a_size, "line {line}");
        }
    }
}
