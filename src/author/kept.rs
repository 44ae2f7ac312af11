//! The verdicts on lessons that `verify` keeps: each in a file named after the SHA-256 of everything that decides it, so
//! that a change of any of that leads to another file.
//!
//! A file that cannot be read or written is as good as none: the lesson is graded.

use super::findings::LessonVerdict;
use crate::build::FileState;
use crate::cache::CacheFolder;
use crate::course::{Course, LeftOut, Lesson};
use crate::grader::Grader;
use crate::process;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::path::Path;
use std::time::SystemTime;

/// How many verdicts are kept: those that were used last.
const MAX_FILES: usize = 2_000;

/// The kept verdicts of one course, grader and toolchain.
pub(super) struct KeptVerdicts {
    folder: CacheFolder,
    /// What decides every verdict of the course.
    common: Sha256,
}

impl KeptVerdicts {
    /// Opens the verdicts in this folder. Returns none if one of the tools is not found.
    pub(super) fn open(
        folder: &CacheFolder,
        grader: &Grader,
        rustfmt: &Path,
        course: &Course,
        left_out: LeftOut,
    ) -> Option<Self> {
        let toolchain = grader.toolchain();
        let mut common = Sha256::new();
        let files = [grader.binary(), &toolchain.rustc, rustfmt].map(FileState::read);
        if files.contains(&None) {
            return None;
        }
        add(
            &mut common,
            &(env!("CARGO_PKG_VERSION"), &toolchain.version),
        )?;
        let environments = [process::build_environment(), process::program_environment()];
        add(&mut common, &(files, environments))?;
        add(&mut common, &grader.is_confined())?;
        add(&mut common, &(&course.style, left_out))?;
        for rule in &course.feedback {
            // Not the line: it changes with whatever is written above it.
            add(&mut common, &(&rule.id, &rule.when, &rule.say))?;
        }
        for phrase in &course.phrases {
            add(&mut common, &(&phrase.list, &phrase.words, &phrase.say))?;
        }
        let folder = folder.clone();
        Some(Self { folder, common })
    }

    /// Returns the verdict on a lesson, if nothing that decides it has changed.
    pub(super) fn load(&self, lesson: &Lesson) -> Option<LessonVerdict> {
        let name = self.name(lesson)?;
        let verdict = serde_json::from_slice(&self.folder.read(&name)?).ok()?;
        // The time of its last use decides whether it stays. A file that is not writable still counts.
        let _ = File::options()
            .write(true)
            .open(self.folder.path().join(name))
            .and_then(|file| file.set_modified(SystemTime::now()));
        Some(verdict)
    }

    pub(super) fn keep(&self, lesson: &Lesson, verdict: &LessonVerdict) {
        // The next run grades the lesson again if this fails.
        if let (Some(name), Ok(bytes)) = (self.name(lesson), serde_json::to_vec(verdict)) {
            let _ = self.folder.write(&name, &bytes);
        }
    }

    pub(super) fn forget(&self, lesson: &Lesson) {
        if let Some(name) = self.name(lesson) {
            // Usually there is none.
            let _ = fs::remove_file(self.folder.path().join(name));
        }
    }

    /// Deletes the files that were not used for the longest time, if there are too many.
    pub(super) fn prune(&self) {
        self.folder.prune(MAX_FILES);
    }

    fn name(&self, lesson: &Lesson) -> Option<String> {
        let mut hash = self.common.clone();
        add(&mut hash, &(&lesson.id, &lesson.chapter, &lesson.path))?;
        add(&mut hash, &(&lesson.toml, &lesson.files))?;
        Some(crate::text::hex(&hash.finalize()))
    }
}

/// Adds a value to a hash as JSON, which quotes texts and names all fields, also those that are added to a type later.
/// Returns none if it cannot be written as JSON, such as a path that is not UTF-8.
fn add(hash: &mut Sha256, value: &impl Serialize) -> Option<()> {
    hash.update(serde_json::to_vec(value).ok()?);
    hash.update(b"\n");
    Some(())
}
