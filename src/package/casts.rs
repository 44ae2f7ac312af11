//! Finds crates that cast integers to atomics. The traced atomics are larger than their integers, so what such a cast
//! reads and writes is also what is beside the integer, and the program may crash.

use super::binary::crate_name;
use crate::verdict::Place;
use std::fs;
use std::path::Path;

/// A cast in a crate that was built for tracing.
#[derive(Clone, Debug)]
pub struct AtomicCast {
    pub crate_name: String,
    pub place: Place,
}

/// Returns the first cast in the crates that were built in a target folder for this machine. rustc writes the files of a
/// crate into a file beside it, relative to the root of the workspace.
pub(super) fn find(target: &Path, root: &Path, shown_from: &Path) -> Option<AtomicCast> {
    let profiles = fs::read_dir(target).ok()?.flatten();
    let folders = profiles.filter_map(|profile| fs::read_dir(profile.path().join("deps")).ok());
    let mut lists: Vec<_> = folders
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "d"))
        .collect();
    lists.sort();
    lists.iter().find_map(|list| {
        let text = fs::read_to_string(list).ok()?;
        let files = text.lines().filter_map(|line| line.strip_suffix(':'));
        files.into_iter().find_map(|file| {
            let path = root.join(file);
            let line = line_with_cast(&fs::read_to_string(&path).ok()?)?;
            let shown = path.strip_prefix(shown_from).unwrap_or(&path);
            Some(AtomicCast {
                crate_name: crate_name(list),
                place: Place {
                    file: shown.to_string_lossy().into_owned(),
                    line,
                    column: 1,
                },
            })
        })
    })
}

/// Returns the first line that casts to an atomic. A cast of an atomic to its integer works.
fn line_with_cast(text: &str) -> Option<u32> {
    let is_cast = |line: &str| {
        let to_atomic = |start: &str| {
            line.split(start).skip(1).any(|target| {
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
    use super::line_with_cast;

    #[test]
    fn a_cast_to_an_atomic_is_told_from_one_of_an_atomic() {
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
}
