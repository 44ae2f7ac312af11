//! Reads the learner's file, and hashes its text, so that a verdict belongs to one text.

use super::deciding::LessonDigests;
use crate::course::{Course, Lesson};
use crate::text;
use sha2::{Digest as _, Sha256};
use siphasher::sip::SipHasher13;
use std::fs::{self, File};
use std::hash::Hasher as _;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest file that is graded, in bytes. No lesson comes near it.
const MAX_BYTES: u64 = 512 * 1024;

/// Why a file cannot be graded.
#[derive(Debug, thiserror::Error)]
pub enum SourceProblem {
    #[error(
        "{path} does not exist\nhelp: `cellmate reset {id}` restores the starter",
        path = .0.display(),
        id = lesson_id(.0)
    )]
    Gone(PathBuf),
    #[error(
        "{path} is {what}, not a file\nhelp: move it away, then run `cellmate reset {id}` to restore the starter",
        id = lesson_id(path)
    )]
    NotAFile {
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    #[error(
        "{path} is larger than {limit} KiB, the limit for a lesson's file\nhelp: make it smaller, or run `cellmate reset {id}` to restore the starter",
        path = .0.display(),
        limit = MAX_BYTES / 1024,
        id = lesson_id(.0)
    )]
    TooLarge(PathBuf),
    #[error("{path}:{line}: this line is not UTF-8 text\nhelp: save the file as UTF-8")]
    NotText {
        path: PathBuf,
        /// The first line that is not UTF-8.
        line: usize,
    },
    #[error("{path}:{line}: this line contains a NUL byte\nhelp: delete the NUL byte")]
    Nul { path: PathBuf, line: usize },
    #[error("cannot read {path}: {source}{}", permission_help(source))]
    Unreadable { path: PathBuf, source: io::Error },
}

/// What to do if a file may not be read.
fn permission_help(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "\nhelp: check the permissions of the file",
        _ => "",
    }
}

/// Returns the id of the lesson that a file is named after.
fn lesson_id(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// Reads a file to be graded.
///
/// # Errors
/// If it is not a text file of at most 512 KiB.
pub fn read(path: &Path) -> Result<String, SourceProblem> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => SourceProblem::Gone(path.to_owned()),
        _ => SourceProblem::Unreadable {
            path: path.to_owned(),
            source,
        },
    };
    // Opening a named pipe would wait for a writer, so its type is checked first.
    let found = fs::metadata(path).map_err(unreadable)?;
    if !found.is_file() {
        let what = if found.is_dir() {
            "a folder"
        } else {
            "a pipe or a device"
        };
        let path = path.to_owned();
        return Err(SourceProblem::NotAFile { path, what });
    }
    if found.len() > MAX_BYTES {
        return Err(SourceProblem::TooLarge(path.to_owned()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_BYTES)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    as_text(path, &bytes)
}

fn as_text(path: &Path, bytes: &[u8]) -> Result<String, SourceProblem> {
    let path = path.to_owned();
    let line_at = |position: usize| bytes[..position].split(|&byte| byte == b'\n').count();
    if let Some(position) = bytes.iter().position(|&byte| byte == 0) {
        let line = line_at(position);
        return Err(SourceProblem::Nul { path, line });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let line = line_at(error.valid_up_to());
            Err(SourceProblem::NotText { path, line })
        }
    }
}

/// Returns the hash of a text alone: an update of cellmate, the toolchain or the lesson leaves it the same.
#[must_use]
pub fn text_hash(text: &str) -> String {
    let mut hasher = SipHasher13::new();
    // Progress files keep the result. How `str` implements `Hash` may change with Rust, so its bytes are written here.
    hasher.write(text.as_bytes());
    hasher.write_u8(0xff);
    format!("{:016x}", hasher.finish())
}

/// Returns the hash of a text with everything else that decides the verdict on it.
pub(super) fn hash(toolchain: &str, course: &Course, lesson: &Lesson, text: &str) -> String {
    let mut hash = Sha256::new();
    let digest = LessonDigests::new(course).of(lesson);
    for part in [toolchain, &digest, text] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    text::hex(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn hashes_of_texts_in_old_progress_files_stay_valid() {
        assert_eq!(text_hash("fn main() {}\n"), "cfce4b8ebb17a738");
    }

    #[test]
    fn a_hash_changes_with_the_text_the_lesson_and_the_toolchain() {
        let course = Course::embedded().unwrap();
        let [one, other] = [&course.lessons[0], &course.lessons[1]];
        let all = [
            hash("rustc 1.95.0", &course, one, "fn main() {}\n"),
            hash("rustc 1.96.0", &course, one, "fn main() {}\n"),
            hash("rustc 1.95.0", &course, other, "fn main() {}\n"),
            hash("rustc 1.95.0", &course, one, "fn main() { }\n"),
        ];
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }
}
