//! Checks that the Rust files of lessons are formatted with rustfmt, so that learners see one style.

use super::course_finding::CourseFinding;
use super::files;
use super::kept::KeptResults;
use crate::build::FileState;
use crate::course::{Lesson, Problem};
use crate::parallel;
use crate::process;
use crate::report;
use crate::verdict::Edition;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How many files one rustfmt run checks. A file that it cannot parse ends the run; then each is checked alone.
const MAX_FILES_PER_RUN: usize = 8;

struct FormattedFile<'a> {
    lesson: &'a str,
    path: String,
    text: &'a str,
    edition: Edition,
    /// The name under which the result is kept.
    result: String,
    /// `None` if it is not known yet.
    format: Option<FileFormat>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum FileFormat {
    Unchanged,
    /// The first line that it would change.
    DiffersOn(usize),
}

/// A copy of a file in a folder without other rustfmt settings.
struct Copy {
    /// The index of the file among all.
    file: usize,
    at: PathBuf,
}

/// Finds unformatted files, by the id of their lesson. The error is a sentence that says why nothing was checked.
pub(super) fn unformatted(
    rustfmt: &Path,
    lessons: &[&Lesson],
    kept: &KeptResults,
) -> Result<BTreeMap<String, Vec<Problem>>, String> {
    let Some(state) = FileState::read(rustfmt) else {
        return Err(report::no_rustfmt());
    };
    let mut files = files_of(lessons, kept, &state);
    for (file, format) in check_unknown(rustfmt, &files)? {
        kept.keep(&files[file].result, &format);
        files[file].format = Some(format);
    }
    let mut by_lesson: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
    for file in &files {
        if let Some(FileFormat::DiffersOn(line)) = file.format {
            let edition = file.edition.as_str();
            let finding = CourseFinding::Unformatted { edition };
            let problem = finding.at_line(&file.path, file.text, line);
            let of_lesson = by_lesson.entry(file.lesson.to_owned());
            of_lesson.or_default().push(problem);
        }
    }
    Ok(by_lesson)
}

fn files_of<'a>(
    lessons: &[&'a Lesson],
    kept: &KeptResults,
    rustfmt: &FileState,
) -> Vec<FormattedFile<'a>> {
    let key = kept.key("rustfmt").with(rustfmt);
    let of_lesson = |lesson: &&'a Lesson| {
        let (lesson, edition): (&'a Lesson, _) = (lesson, lesson.build.edition);
        let key = key.clone().with(&edition);
        let files = files::lesson_files(lesson).into_iter();
        let files = files.map(move |(path, text)| {
            let result = key.clone().with_text(text).name();
            FormattedFile {
                lesson: &lesson.id,
                path,
                text,
                edition,
                format: kept.load(&result),
                result,
            }
        });
        files.collect::<Vec<_>>()
    };
    parallel::map(lessons, of_lesson)
        .into_iter()
        .flatten()
        .collect()
}

/// Checks the files whose format is not known yet. Returns the index of each, and what rustfmt says.
fn check_unknown(
    rustfmt: &Path,
    files: &[FormattedFile<'_>],
) -> Result<Vec<(usize, FileFormat)>, String> {
    let mut by_edition: BTreeMap<Edition, Vec<usize>> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        if file.format.is_none() {
            by_edition.entry(file.edition).or_default().push(at);
        }
    }
    if by_edition.is_empty() {
        return Ok(Vec::new());
    }
    let unwritable = |error: io::Error| report::format_unchecked(&error.to_string());
    let folder = tempfile::Builder::new()
        .prefix("cellmate-")
        .tempdir()
        .map_err(unwritable)?;
    // These settings take precedence over those in the home folder.
    fs::write(folder.path().join("rustfmt.toml"), "").map_err(unwritable)?;
    let mut groups: Vec<(Edition, Vec<Copy>)> = Vec::new();
    for (edition, places) in by_edition {
        for places in places.chunks(MAX_FILES_PER_RUN) {
            let mut copies = Vec::new();
            for &file in places {
                // The folder is flat: numbers keep the names apart, and no file contains a `mod` that rustfmt could
                // follow.
                let at = folder.path().join(format!("{file}.rs"));
                fs::write(&at, files[file].text).map_err(unwritable)?;
                copies.push(Copy { file, at });
            }
            groups.push((edition, copies));
        }
    }
    let found = parallel::map(&groups, |(edition, copies)| {
        check(rustfmt, *edition, copies)
    });
    let found: Result<Vec<_>, _> = found.into_iter().collect();
    Ok(found?.concat())
}

fn check(
    rustfmt: &Path,
    edition: Edition,
    copies: &[Copy],
) -> Result<Vec<(usize, FileFormat)>, String> {
    let options = ["--check", "--color", "never", "--edition", edition.as_str()];
    let mut arguments: Vec<OsString> = options.map(OsString::from).to_vec();
    arguments.extend(copies.iter().map(|copy| copy.at.clone().into_os_string()));
    let output = process::capture(rustfmt, &arguments);
    let output = output.map_err(|error| report::format_unchecked(&error.to_string()))?;
    if output.status.code().is_none() {
        let status = output.status.to_string();
        return Err(report::format_unchecked(&format!("rustfmt: {status}")));
    }
    let is_unparsed = String::from_utf8_lossy(&output.stderr).contains("error");
    if is_unparsed && copies.len() > 1 {
        let each = copies.chunks(1).map(|copy| check(rustfmt, edition, copy));
        return Ok(each.collect::<Result<Vec<_>, _>>()?.concat());
    }
    // A file that does not parse has no format. `claims` checks whether it may be invalid.
    let printed = String::from_utf8_lossy(&output.stdout);
    let copies = copies.iter();
    Ok(copies
        .map(|copy| {
            let line = first_difference(&copy.at, &printed);
            (
                copy.file,
                line.map_or(FileFormat::Unchanged, FileFormat::DiffersOn),
            )
        })
        .collect())
}

/// Finds the first line of a file that differs: rustfmt prints `Diff in PATH:LINE:`, then some lines of context.
fn first_difference(path: &Path, printed: &str) -> Option<usize> {
    let path = path.to_string_lossy();
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
    Some(number + before)
}
