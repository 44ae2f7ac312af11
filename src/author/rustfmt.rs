//! Checks that the Rust files of lessons are formatted with rustfmt, so that learners see one style.

use super::course_finding::CourseFinding;
use super::files;
use crate::course::{Lesson, Problem};
use crate::parallel;
use crate::process;
use crate::report;
use crate::verdict::Edition;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How many files one call of rustfmt checks. A file that it cannot parse ends the call; then each is checked alone.
const MAX_FILES_PER_CALL: usize = 8;

/// A file of a lesson, copied to a folder without other rustfmt settings.
struct Copy {
    lesson: String,
    /// Its path in the course.
    path: String,
    text: String,
    edition: Edition,
    at: PathBuf,
}

/// Finds unformatted files, by the id of their lesson. The error is a sentence that says why nothing was checked.
pub(super) fn unformatted(
    rustfmt: &Path,
    lessons: &[&Lesson],
) -> Result<BTreeMap<String, Vec<Problem>>, String> {
    if !rustfmt.is_file() {
        return Err(report::no_rustfmt());
    }
    let unwritable = |error: io::Error| report::format_unchecked(&error.to_string());
    let folder = tempfile::Builder::new()
        .prefix("cellmate-")
        .tempdir()
        .map_err(unwritable)?;
    let copies = copies(&folder, lessons).map_err(unwritable)?;
    let mut by_edition: BTreeMap<Edition, Vec<&Copy>> = BTreeMap::new();
    for copy in &copies {
        by_edition.entry(copy.edition).or_default().push(copy);
    }
    let groups: Vec<&[&Copy]> = by_edition
        .values()
        .flat_map(|copies| copies.chunks(MAX_FILES_PER_CALL))
        .collect();
    let found = parallel::map(&groups, |group| check(rustfmt, group));
    let found: Result<Vec<_>, _> = found.into_iter().collect();
    let found = found.map_err(|error| report::format_unchecked(&error.to_string()))?;
    let mut by_lesson: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
    for (lesson, problem) in found.concat() {
        by_lesson.entry(lesson).or_default().push(problem);
    }
    Ok(by_lesson)
}

fn copies(folder: &TempDir, lessons: &[&Lesson]) -> io::Result<Vec<Copy>> {
    // These take precedence over settings in the home folder.
    fs::write(folder.path().join("rustfmt.toml"), "")?;
    let mut copies = Vec::new();
    for lesson in lessons {
        for (path, text) in files::lesson_files(lesson) {
            // A flat folder: the numbers keep names apart, and rustfmt follows no `mod` anywhere.
            let at = folder.path().join(format!("{}.rs", copies.len()));
            fs::write(&at, text)?;
            let (lesson, edition) = (lesson.id.clone(), lesson.build.edition);
            copies.push(Copy {
                lesson,
                path,
                text: text.to_owned(),
                edition,
                at,
            });
        }
    }
    Ok(copies)
}

/// Checks some files of one edition.
fn check(rustfmt: &Path, group: &[&Copy]) -> Result<Vec<(String, Problem)>, process::Error> {
    let Some(first) = group.first() else {
        return Ok(Vec::new());
    };
    let options = [
        "--check",
        "--color",
        "never",
        "--edition",
        first.edition.as_str(),
    ];
    let mut arguments: Vec<OsString> = options.map(OsString::from).to_vec();
    arguments.extend(group.iter().map(|copy| copy.at.clone().into_os_string()));
    let output = process::capture(rustfmt, &arguments)?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(Vec::new());
    }
    let is_unparsed = String::from_utf8_lossy(&output.stderr).contains("error");
    if is_unparsed && group.len() > 1 {
        let alone = group.iter().map(|copy| check(rustfmt, &[copy]));
        return Ok(alone.collect::<Result<Vec<_>, _>>()?.concat());
    }
    // A file that does not parse has no format. `claims` checks whether it may be invalid.
    Ok(group
        .iter()
        .filter_map(|copy| Some((copy.lesson.clone(), first_difference(copy, &printed)?)))
        .collect())
}

/// Finds the first difference in a file: rustfmt prints `Diff in PATH:LINE:`, then some lines of context.
fn first_difference(copy: &Copy, printed: &str) -> Option<Problem> {
    let path = copy.at.to_string_lossy();
    let header = printed
        .lines()
        .position(|line| line.starts_with("Diff in ") && line.contains(&*path))?;
    let mut lines = printed.lines().skip(header);
    let rest = lines.next()?.split_once(&*path)?.1;
    let number: usize = rest
        .trim_matches([':', ' '])
        .split(':')
        .next()?
        .parse()
        .unwrap_or(1);
    let before = lines.take_while(|line| line.starts_with(' ')).count();
    let edition = copy.edition.as_str();
    let finding = CourseFinding::Unformatted { edition };
    Some(finding.at_line(&copy.path, &copy.text, number + before))
}
