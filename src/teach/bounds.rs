//! Which files of a submission are read, and how much of them.

use super::submission;
use crate::course::{Course, Lesson};
use crate::sanitize;
use std::collections::BTreeSet;
use std::path::Path;

/// The maximum depth of files below a folder or in an archive.
pub(super) const MAX_DEPTH: usize = 8;

/// The maximum size of a lesson's file, in bytes.
const MAX_TEXT: usize = 512 << 10;

/// How many files and folders of one argument are examined.
const MAX_ENTRIES: usize = 100_000;

/// How many bytes are read from one argument.
const MAX_TOTAL: usize = 1 << 30;

/// A file that was handed in.
pub(super) struct Entry {
    /// The folders above it, from the outermost.
    pub(super) folders: Vec<String>,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) modified: Option<u64>,
}

pub(super) struct Wanted<'a> {
    ids: BTreeSet<&'a str>,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(courses: &'a [Course]) -> Self {
        let lessons = courses.iter().flat_map(|course| &course.lessons);
        let lessons = lessons.filter(|lesson| lesson.has_file());
        Self {
            ids: lessons.flat_map(Lesson::ids).collect(),
        }
    }

    /// Returns how many bytes a file of this name may have; `None` if it is not read.
    pub(super) fn limit(&self, name: &str) -> Option<usize> {
        if is_json(name) {
            return Some(submission::MAX_BYTES);
        }
        let id = name.strip_suffix(".rs")?;
        self.ids.contains(id).then_some(MAX_TEXT)
    }
}

pub(super) fn is_json(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// How much more may be read, and notes on what was left out.
pub(super) struct Budget {
    entries: usize,
    bytes: usize,
    notes: Vec<String>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            entries: MAX_ENTRIES,
            bytes: MAX_TOTAL,
            notes: Vec::new(),
        }
    }

    /// Whether one more file may be examined.
    pub(super) fn take_entry(&mut self) -> bool {
        if self.entries == 0 {
            self.note(&format!("stopped after {MAX_ENTRIES} files"));
            return false;
        }
        self.entries -= 1;
        true
    }

    /// Whether this many bytes may be kept.
    pub(super) fn take_bytes(&mut self, bytes: usize) -> bool {
        if bytes > self.bytes {
            self.bytes = 0;
            self.note(&format!("stopped after {MAX_TOTAL} bytes"));
            return false;
        }
        self.bytes -= bytes;
        true
    }

    pub(super) fn note(&mut self, note: &str) {
        let note = sanitize::line(note);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn take_notes(self) -> Vec<String> {
        self.notes
    }
}
