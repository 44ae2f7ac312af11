//! Creates a lesson: writes its files from the template of its kind, and adds it to `course.toml`.
//!
//! `verify` finds nothing in a new lesson except the places that are marked as still to be written.

use super::course_list;
use super::files;
use crate::course::{self, COURSE_FILE, Kind, LESSON_SCHEMA, Tree};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The schema from which editors complete the keys of a lesson.
pub(super) const LESSON_SCHEMA_FILE: &str = "lessons/lesson.schema.json";

/// Why a lesson or a course cannot be created. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    #[error("`{0}` cannot be an id\nhelp: use lowercase letters, digits, `_` and `-`")]
    Malformed(String),
    #[error(
        "no course in {root}: {source}\nhelp: name a folder that has `{COURSE_FILE}`, or create a course with `cellmate course new DIR`"
    )]
    NoCourse { root: PathBuf, source: io::Error },
    #[error(
        "there is already a lesson `{id}` ({place})\nhelp: choose an id that is unique in the course"
    )]
    Taken { id: String, place: String },
    #[error(
        "{} already contains a course\nhelp: choose another folder, or create a lesson with `cellmate new CHAPTER/ID`", .0.display()
    )]
    IsCourse(PathBuf),
    #[error(
        "{0} already exists, and cellmate does not overwrite it\nhelp: move it away, or choose another id"
    )]
    InTheWay(PathBuf),
    #[error(
        "cannot edit {COURSE_FILE}\nhelp: fix what `cellmate verify` says about the file and try again, or add `\"{id}\"` to the `lessons` of the `[[chapter]]` with the id `{chapter}` by hand"
    )]
    List { chapter: String, id: String },
    #[error(
        "cannot write {path}: {source}\nhelp: check the permissions of the folder, and whether the disk is full"
    )]
    Unwritable { path: PathBuf, source: io::Error },
}

/// Writes the files of a new lesson of the course in `root`, and adds it to the end of its chapter, which it creates if
/// there is none. Writes all files, or none, and returns them.
///
/// # Errors
/// If an id is invalid or taken, or the course cannot be read or written.
pub fn create(root: &Path, chapter: &str, id: &str, kind: Kind) -> Result<Vec<PathBuf>, NewError> {
    for word in [chapter, id] {
        if !course::is_id(word) {
            return Err(NewError::Malformed(word.to_owned()));
        }
    }
    let list = root.join(COURSE_FILE);
    let no_course = |source| NewError::NoCourse {
        root: root.to_owned(),
        source,
    };
    let toml = fs::read_to_string(&list).map_err(no_course)?;
    check_is_free(root, &toml, id)?;
    let cannot = || NewError::List {
        chapter: chapter.to_owned(),
        id: id.to_owned(),
    };
    let changed = course_list::with_lesson(&toml, chapter, id).ok_or_else(cannot)?;
    let mut files = template(kind, chapter, id);
    if !root.join(LESSON_SCHEMA_FILE).exists() {
        files.push((LESSON_SCHEMA_FILE.to_owned(), LESSON_SCHEMA.to_owned()));
    }
    let existing = files
        .iter()
        .map(|(path, _)| root.join(path))
        .find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = existing {
        return Err(NewError::InTheWay(path));
    }
    let mut new_files = NewFiles::default();
    for (path, text) in files {
        new_files.write(root.join(path), &text)?;
    }
    replace(&list, &changed).map_err(|source| NewError::Unwritable { path: list, source })?;
    Ok(new_files.keep())
}

/// Checks that the course has no lesson with this id, and no file that would become part of it.
fn check_is_free(root: &Path, toml: &str, id: &str) -> Result<(), NewError> {
    let taken = |place: String| {
        Err(NewError::Taken {
            id: id.to_owned(),
            place,
        })
    };
    if let Some(line) = course_list::line_of(toml, id) {
        return taken(format!("{COURSE_FILE}:{line}"));
    }
    let tree = Tree::folder(root);
    let own = tree
        .paths()
        .find(|path| files::owning_lesson(path) == Some(id));
    match own {
        Some(path) if path.starts_with("lessons/") => taken(path.to_owned()),
        Some(path) => Err(NewError::InTheWay(root.join(path))),
        None => Ok(()),
    }
}

fn template(kind: Kind, chapter: &str, id: &str) -> Vec<(String, String)> {
    let template = match kind {
        Kind::Edit => include_str!("new/edit.txt"),
        Kind::Predict => include_str!("new/predict.txt"),
        Kind::Choose => include_str!("new/choose.txt"),
        Kind::Arrange => include_str!("new/arrange.txt"),
    };
    sections(&template.replace("CHAPTER", chapter).replace("LESSON", id))
}

pub(super) fn sections(template: &str) -> Vec<(String, String)> {
    let sections = template
        .split("=== ")
        .skip(1)
        .filter_map(|section| section.split_once('\n'));
    sections
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

/// New files and folders, which are removed unless all of them can be written.
#[derive(Default)]
pub(super) struct NewFiles {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl NewFiles {
    pub(super) fn write(&mut self, path: PathBuf, text: &str) -> Result<(), NewError> {
        let made = self
            .create_folders_for(&path)
            .and_then(|()| File::create_new(&path));
        let written = made.and_then(|mut file| {
            self.files.push(path.clone());
            file.write_all(text.as_bytes())
        });
        written.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => NewError::InTheWay(path),
            _ => NewError::Unwritable { path, source },
        })
    }

    fn create_folders_for(&mut self, path: &Path) -> io::Result<()> {
        // The empty path is the current folder.
        let missing = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(&folder)?;
            self.folders.push(folder);
        }
        Ok(())
    }

    pub(super) fn keep(mut self) -> Vec<PathBuf> {
        self.folders.clear();
        std::mem::take(&mut self.files)
    }
}

impl Drop for NewFiles {
    fn drop(&mut self) {
        // The error that made the writing fail is the one to report.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    // If the file is a link, its target is replaced.
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(&path);
    let mut fresh = NamedTempFile::new_in(folder)?;
    fresh.write_all(text.as_bytes())?;
    fresh
        .as_file()
        .set_permissions(fs::metadata(&path)?.permissions())?;
    fresh.as_file().sync_all()?;
    fresh.persist(&path).map(drop).map_err(io::Error::from)
}
