//! Reads the learner's file, and hashes its text, so that a verdict belongs to one text.

use crate::course::Lesson;
use siphasher::sip::SipHasher13;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
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
    #[error("{path} has {bytes} bytes, but the file of a lesson may have at most {MAX_BYTES}")]
    TooLarge { path: PathBuf, bytes: u64 },
    #[error("{path}:{line}: this line is not UTF-8 text\nhelp: save the file as UTF-8")]
    NotText {
        path: PathBuf,
        /// The first line that is not UTF-8.
        line: usize,
    },
    #[error("{path}:{line}: this line contains a NUL byte\nhelp: delete the NUL byte")]
    Nul { path: PathBuf, line: usize },
    #[error("cannot read {path}: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
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
        return Err(SourceProblem::TooLarge {
            path: path.to_owned(),
            bytes: found.len(),
        });
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
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Progress on the disk keeps these hashes, so they have to stay the same. `DefaultHasher` gave the same numbers when
/// the first of them were written, and may change with any release of Rust.
pub(super) fn hash(version: &str, toolchain: &str, lesson: &Lesson, text: &str) -> String {
    let mut hasher = SipHasher13::new();
    version.hash(&mut hasher);
    toolchain.hash(&mut hasher);
    lesson.toml.hash(&mut hasher);
    lesson.files.hidden.hash(&mut hasher);
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Course;

    #[test]
    fn hashes_in_old_progress_files_stay_valid() {
        let course = Course::embedded().unwrap();
        let mut lesson = course.lessons[0].clone();
        lesson.toml = "title = 'x'".to_owned();
        for (hidden, expected) in [
            (Some("mod hidden;"), "65593de1d9145c7f"),
            (None, "f2926e5fe15f0238"),
        ] {
            lesson.files.hidden = hidden.map(str::to_owned);
            let hash = hash("0.1.0", "rustc 1.95.0", &lesson, "fn main() {}\n");
            assert_eq!(hash, expected);
        }
    }
}
