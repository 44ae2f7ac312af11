//! The verdicts on lessons that `verify` keeps: each in a file named after the SHA-256 of everything that decides it, so
//! that a change of any of that leads to another file.
//!
//! A file that cannot be read or written is as good as none: the lesson is graded.

use super::findings::LessonVerdict;
use crate::course::{Course, Lesson};
use crate::grader::Grader;
use sha2::{Digest, Sha256};
use std::fmt::Debug;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::NamedTempFile;

/// How many verdicts are kept: those that were used last.
const MAX_FILES: usize = 2_000;

/// The kept verdicts of one course, grader and toolchain.
pub(super) struct KeptVerdicts {
    folder: PathBuf,
    /// What decides every verdict of the course.
    common: Sha256,
}

impl KeptVerdicts {
    /// Opens the verdicts in this folder. Returns none if it cannot be created, or one of the tools is not found.
    pub(super) fn open(
        folder: &Path,
        grader: &Grader,
        rustfmt: &Path,
        course: &Course,
    ) -> Option<Self> {
        fs::create_dir_all(folder).ok()?;
        let toolchain = grader.toolchain();
        let mut common = Sha256::new();
        add(&mut common, &env!("CARGO_PKG_VERSION"));
        add(&mut common, &toolchain.version);
        for tool in [grader.binary(), &toolchain.rustc, rustfmt] {
            add(&mut common, &file_version(tool).ok()?);
        }
        add(&mut common, &grader.environment());
        for rule in &course.feedback {
            // Not the line: it changes with whatever is written above it.
            add(&mut common, &(&rule.id, &rule.when, &rule.say));
        }
        let folder = folder.to_owned();
        Some(Self { folder, common })
    }

    /// Returns the verdict on a lesson, if nothing that decides it has changed.
    pub(super) fn load(&self, lesson: &Lesson) -> Option<LessonVerdict> {
        let path = self.path(lesson);
        let verdict = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        // The time of its last use decides whether it stays. A file that is not writable still counts.
        let _ = File::options()
            .write(true)
            .open(path)
            .and_then(|file| file.set_modified(SystemTime::now()));
        Some(verdict)
    }

    pub(super) fn keep(&self, lesson: &Lesson, verdict: &LessonVerdict) {
        // The next run grades the lesson again if this fails.
        let _ = self.write(lesson, verdict);
    }

    fn write(&self, lesson: &Lesson, verdict: &LessonVerdict) -> io::Result<()> {
        let file = NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer(&file, verdict)?;
        file.persist(self.path(lesson))?;
        Ok(())
    }

    pub(super) fn forget(&self, lesson: &Lesson) {
        // Usually there is none.
        let _ = fs::remove_file(self.path(lesson));
    }

    /// Deletes the files that were not used for the longest time, if there are too many.
    pub(super) fn prune(&self) {
        self.prune_to(MAX_FILES);
    }

    fn prune_to(&self, max_files: usize) {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let used = |file: fs::DirEntry| Some((file.metadata().ok()?.modified().ok()?, file.path()));
        let mut files: Vec<(SystemTime, PathBuf)> = files.filter_map(used).collect();
        files.sort_by(|one, other| other.cmp(one));
        for (_, path) in files.iter().skip(max_files) {
            let _ = fs::remove_file(path);
        }
    }

    fn path(&self, lesson: &Lesson) -> PathBuf {
        let mut hash = self.common.clone();
        add(&mut hash, &(&lesson.id, &lesson.chapter, &lesson.path));
        add(&mut hash, &lesson.toml);
        add(&mut hash, &lesson.files);
        let hash = hash.finalize();
        let hex = |name: String, byte: &u8| name + &format!("{byte:02x}");
        self.folder.join(hash.iter().fold(String::new(), hex))
    }
}

/// Adds a value to a hash by its `Debug` format, which quotes texts and names all fields, also those that are added to
/// a type later.
fn add(hash: &mut Sha256, value: &dyn Debug) {
    hash.update(format!("{value:?}\n"));
}

/// Tells a file from any other version of it, as build tools do: hashing a whole toolchain would take seconds.
fn file_version(path: &Path) -> io::Result<(PathBuf, u64, SystemTime)> {
    let found = fs::metadata(path)?;
    Ok((path.to_owned(), found.len(), found.modified()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn only_the_verdicts_that_were_used_last_stay() {
        let folder = tempfile::tempdir().unwrap();
        let course = Course::embedded().unwrap();
        let kept = KeptVerdicts {
            folder: folder.path().to_owned(),
            common: Sha256::new(),
        };
        let long_ago = SystemTime::now() - Duration::from_hours(24);
        let lessons = &course.lessons[..3];
        for (days, lesson) in (0..).zip(lessons) {
            let findings = Vec::new();
            let programs = 1;
            kept.keep(lesson, &LessonVerdict { programs, findings });
            let file = File::options().write(true).open(kept.path(lesson)).unwrap();
            file.set_modified(long_ago - Duration::from_hours(24) * days)
                .unwrap();
        }
        // The oldest one, which is used now.
        assert!(kept.load(&lessons[2]).is_some());
        kept.prune_to(2);
        let left: Vec<bool> = lessons
            .iter()
            .map(|lesson| kept.load(lesson).is_some())
            .collect();
        assert_eq!(left, [true, false, true]);
    }
}
