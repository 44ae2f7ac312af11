//! The files of a course, from a folder or from the binary: a map from course-relative paths to bytes.
//!
//! Only the course's own folders are read. A file that cannot be read (a link that leaves the course, a pipe, a huge
//! file) is a problem with a remedy, and reading never blocks.

use super::course_path::{COURSE_FOLDERS, MAX_FILE_BYTES, MAX_FILE_MIB};
use super::nearest::nearest;
use super::problem::Problem;
use crate::parallel;
use include_dir::{Dir, include_dir};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, DirEntry};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The files that the binary carries, from these folders of the repository, in the order of [`COURSE_FOLDERS`].
///
/// Cargo notices changed files by itself, but an added file only when it compiles this file again (until then, a
/// test fails).
static EMBEDDED: [Dir<'static>; COURSE_FOLDERS.len()] = [
    include_dir!("$CARGO_MANIFEST_DIR/lessons"),
    include_dir!("$CARGO_MANIFEST_DIR/exercises"),
    include_dir!("$CARGO_MANIFEST_DIR/solutions"),
    include_dir!("$CARGO_MANIFEST_DIR/tests/hidden"),
    include_dir!("$CARGO_MANIFEST_DIR/tests/mistakes"),
    include_dir!("$CARGO_MANIFEST_DIR/tests/alternatives"),
];

const MAX_DEPTH: usize = 5;

/// The files of a course, by their paths relative to it, written with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, Cow<'static, [u8]>>,
    problems: Vec<Problem>,
}

/// The folders that learners do not need: their files only show authors that lessons are graded right.
const PROOFS: [&str; 2] = ["tests/mistakes", "tests/alternatives"];

impl Tree {
    /// Returns the course in the binary.
    #[must_use]
    pub fn embedded() -> Self {
        Self::embedded_folders(|_| true)
    }

    /// Returns what a learner needs of the course in the binary: all but mistakes and alternatives, which are half of
    /// it.
    pub(super) fn embedded_for_learners() -> Self {
        Self::embedded_folders(|folder| !PROOFS.contains(&folder))
    }

    fn embedded_folders(is_needed: impl Fn(&str) -> bool) -> Self {
        let mut tree = Self::default();
        let folders = COURSE_FOLDERS.iter().zip(&EMBEDDED);
        for (folder, dir) in folders.filter(|(folder, _)| is_needed(folder)) {
            tree.embed(folder, dir);
        }
        tree
    }

    /// Reads the course in a folder.
    #[must_use]
    pub fn folder(root: &Path) -> Self {
        let inside = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let mut tree = Self::default();
        for mut part in parallel::map(&COURSE_FOLDERS, |folder| Self::part(&inside, folder)) {
            tree.files.append(&mut part.files);
            tree.problems.append(&mut part.problems);
        }
        tree.read_misspelled(&inside);
        tree
    }

    /// If a folder of the course is missing, reads one with almost the same name instead, so that nothing else counts
    /// as missing, and reports its name.
    fn read_misspelled(&mut self, root: &Path) {
        for folder in COURSE_FOLDERS.iter().filter(|folder| **folder != "lessons") {
            let (inside, name) = match folder.rsplit_once('/') {
                Some((parent, name)) => (format!("{parent}/"), name),
                None => (String::new(), *folder),
            };
            let entries = fs::read_dir(root.join(&inside)).into_iter().flatten();
            let folders = entries.flatten().filter(|entry| entry.path().is_dir());
            let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
            let is_other = |name: &String| {
                let path = format!("{inside}{name}");
                !COURSE_FOLDERS.contains(&path.as_str())
            };
            // If the folder exists, only a name with one letter more or less is a misspelling of it.
            let is_there = root.join(folder).exists();
            let is_close = |other: &String| {
                let (short, long) = if other.len() < name.len() {
                    (&**other, name)
                } else {
                    (name, &**other)
                };
                !is_there || (long.starts_with(short) && long.len() == short.len() + 1)
            };
            let names: Vec<String> = names.filter(is_other).filter(is_close).collect();
            let Some(found) = nearest(name, names.iter().map(String::as_str)) else {
                continue;
            };
            let misspelled = format!("{inside}{found}");
            let part = Self::part(root, &misspelled);
            let files = part.files.into_iter().map(|(path, bytes)| {
                let rest = &path[misspelled.len()..];
                (format!("{folder}{rest}"), bytes)
            });
            for (path, bytes) in files {
                self.files.entry(path).or_insert(bytes);
            }
            self.problems.extend(part.problems);
            let remedy = if is_there {
                format!("move its files to `{folder}/`")
            } else {
                format!("rename it to `{folder}/`")
            };
            let message = "a course has no folder of this name";
            self.refuse(&format!("{misspelled}/"), message, &remedy);
        }
    }

    fn embed(&mut self, folder: &str, dir: &Dir<'static>) {
        for file in dir.files() {
            // Paths in the binary have the separators of the system that built it.
            let path = file.path().to_string_lossy().replace('\\', "/");
            let name = path.rsplit('/').next();
            if !name.is_some_and(|name| name.starts_with('.')) {
                let bytes = Cow::Borrowed(file.contents());
                self.files.insert(format!("{folder}/{path}"), bytes);
            }
        }
        for inner in dir.dirs() {
            self.embed(folder, inner);
        }
    }

    fn part(root: &Path, folder: &str) -> Self {
        let mut tree = Self::default();
        match root.join(folder).canonicalize() {
            Ok(target) if !target.starts_with(root) => {
                let remedy = "put the folder itself here";
                tree.refuse(folder, "the link points outside the course", remedy);
            }
            // `walk` handles a missing folder.
            _ => tree.walk(root, folder, 0),
        }
        tree
    }

    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|bytes| &**bytes)
    }

    /// Returns the text of a file, without copying it if the binary carries it. Returns `None` if it is not UTF-8.
    pub(super) fn text(&self, path: &str) -> Option<Cow<'static, str>> {
        match self.files.get(path)? {
            Cow::Borrowed(bytes) => Some(Cow::Borrowed(std::str::from_utf8(bytes).ok()?)),
            Cow::Owned(bytes) => Some(Cow::Owned(std::str::from_utf8(bytes).ok()?.to_owned())),
        }
    }

    /// Returns the paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(super) fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.files
            .range(prefix.to_owned()..)
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(prefix))
    }

    /// Returns what could not be read, and why.
    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether the file exists, readable or not. An unreadable one has been reported.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.problems.iter().any(|problem| problem.file == path)
    }

    fn walk(&mut self, root: &Path, folder: &str, depth: usize) {
        let entries = match fs::read_dir(root.join(folder)) {
            Ok(entries) => entries,
            // Not every course has alternatives; a missing file is reported elsewhere.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.refuse(folder, &error.to_string(), "make it readable"),
        };
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(root, folder, &entry, depth),
                Err(error) => self.refuse(folder, &error.to_string(), "make it readable"),
            }
        }
    }

    fn entry(&mut self, root: &Path, folder: &str, entry: &DirEntry, depth: usize) {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let path = format!("{folder}/{}", name.to_string_lossy());
            return self.refuse(&path, "the name is not valid UTF-8", "rename the file");
        };
        // Editors and systems leave hidden files behind. None of them is part of a course.
        if name.starts_with('.') {
            return;
        }
        let path = format!("{folder}/{name}");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < MAX_DEPTH => self.walk(root, &path, depth + 1),
            Ok(kind) if kind.is_dir() => self.refuse(
                &path,
                "the folders are nested too deeply",
                "move its contents up: a course needs only folders for chapters and lessons",
            ),
            Ok(kind) if kind.is_symlink() => self.link(root, path, &entry.path()),
            Ok(kind) if kind.is_file() => self.read(path, &entry.path()),
            Ok(_) => self.refuse(
                &path,
                "this is neither a file nor a folder",
                "put a regular file here",
            ),
            Err(error) => self.refuse(&path, &error.to_string(), "make it readable"),
        }
    }

    fn link(&mut self, root: &Path, path: String, at: &Path) {
        let target: PathBuf = match at.canonicalize() {
            Ok(target) => target,
            Err(error) => {
                let message = format!("the link cannot be followed: {error}");
                return self.refuse(&path, &message, "fix the link, or remove it");
            }
        };
        if !target.starts_with(root) {
            let remedy = "put the file itself here";
            return self.refuse(&path, "the link points outside the course", remedy);
        }
        if !target.is_file() {
            let remedy = "put the files themselves here";
            return self.refuse(&path, "the link does not point to a file", remedy);
        }
        self.read(path, &target);
    }

    fn read(&mut self, path: String, at: &Path) {
        let mut bytes = Vec::new();
        let read = fs::File::open(at).and_then(|file| {
            // The size is only a hint that saves reallocations.
            let size = file
                .metadata()
                .map_or(0, |data| data.len().min(MAX_FILE_BYTES));
            bytes.reserve(usize::try_from(size).unwrap_or_default() + 1);
            file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)
        });
        match read {
            Ok(_) if bytes.len() as u64 > MAX_FILE_BYTES => self.refuse(
                &path,
                &format!("this file is larger than {MAX_FILE_MIB} MiB"),
                "a course file should be a few kilobytes: shorten it, or move it out of the course",
            ),
            Ok(_) => drop(self.files.insert(path, bytes.into())),
            Err(error) => self.refuse(&path, &error.to_string(), "make it readable"),
        }
    }

    fn refuse(&mut self, path: &str, message: &str, remedy: &str) {
        self.problems.push(Problem::of_file(path, message, remedy));
    }
}

impl FromIterator<(String, Vec<u8>)> for Tree {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(files: I) -> Self {
        Self {
            files: files
                .into_iter()
                .map(|(path, bytes)| (path, bytes.into()))
                .collect(),
            problems: Vec::new(),
        }
    }
}
