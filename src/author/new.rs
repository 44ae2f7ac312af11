//! Begins a lesson: writes its files, ready to be filled in, and puts it into the course's list.
//!
//! The files come from one template per kind, beside this file. What they make passes `verify` but for the places
//! that are marked as still to be filled in.

use super::course_list;
use super::files;
use crate::course::{self, Kind, Tree};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The list of contents.
const LIST: &str = "lessons/course.toml";

/// Why no lesson was begun. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// The id has other letters than ids may have.
    #[error("`{0}` cannot be an id; ids are made of lower-case letters, digits, `_` and `-`")]
    Malformed(String),
    /// There is no course.
    #[error("there is no course in {root} ({source}); name a folder that has `{LIST}`")]
    NoCourse {
        /// Where.
        root: PathBuf,
        /// Why it cannot be read.
        source: io::Error,
    },
    /// There is a lesson of this id.
    #[error(
        "there is a lesson `{id}` already ({place}); ids are unique in a course, so choose another one"
    )]
    Taken {
        /// The id.
        id: String,
        /// Where it was found.
        place: String,
    },
    /// A file that would be written is there.
    #[error("{0} is there already, and nothing is overwritten; move it away, or choose another id")]
    InTheWay(PathBuf),
    /// The list of contents cannot be changed by a small edit.
    #[error(
        "{LIST} could not be changed; put `\"{id}\"` into the `lessons` of a `[[chapter]]` with the id `{chapter}` by hand, or mend what `cellmate verify` says about the file, and try again"
    )]
    List {
        /// The chapter.
        chapter: String,
        /// The lesson.
        id: String,
    },
    /// A file cannot be written.
    #[error(
        "{path} cannot be written ({source}); see that the folder is yours and the disk is not full"
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Makes the files of a lesson in the course in `root`, and puts it at the end of the chapter's list; a chapter
/// that is not there is added. Says which files were made: all of them, or none.
///
/// # Errors
/// When the ids are no ids, when something of that name is there, or when the course cannot be read or written.
pub fn create(root: &Path, chapter: &str, id: &str, kind: Kind) -> Result<Vec<PathBuf>, NewError> {
    for word in [chapter, id] {
        if !course::is_id(word) {
            return Err(NewError::Malformed(word.to_owned()));
        }
    }
    let list = root.join(LIST);
    let no_course = |source| NewError::NoCourse {
        root: root.to_owned(),
        source,
    };
    let toml = fs::read_to_string(&list).map_err(no_course)?;
    is_free(root, &toml, id)?;
    let cannot = || NewError::List {
        chapter: chapter.to_owned(),
        id: id.to_owned(),
    };
    let changed = course_list::with_lesson(&toml, chapter, id).ok_or_else(cannot)?;
    let files = template(kind, chapter, id);
    let in_the_way = files
        .iter()
        .map(|(path, _)| root.join(path))
        .find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = in_the_way {
        return Err(NewError::InTheWay(path));
    }
    let mut writing = Writing::default();
    for (path, text) in files {
        writing.file(root.join(path), &text)?;
    }
    replace(&list, &changed).map_err(|source| NewError::Unwritable { path: list, source })?;
    Ok(writing.keep())
}

/// Whether nothing of this id is in the course: no lesson, and no file that would become a part of it.
fn is_free(root: &Path, toml: &str, id: &str) -> Result<(), NewError> {
    let taken = |place: String| {
        Err(NewError::Taken {
            id: id.to_owned(),
            place,
        })
    };
    if let Some(line) = course_list::line_of(toml, id) {
        return taken(format!("{LIST}:{line}"));
    }
    let tree = Tree::folder(root);
    let own = tree.paths().find(|path| files::owner(path) == Some(id));
    match own {
        Some(path) if path.starts_with("lessons/") => taken(path.to_owned()),
        Some(path) => Err(NewError::InTheWay(root.join(path))),
        None => Ok(()),
    }
}

/// The files of a new lesson: paths in the course, and texts.
fn template(kind: Kind, chapter: &str, id: &str) -> Vec<(String, String)> {
    let template = match kind {
        Kind::Edit => include_str!("new/edit.txt"),
        Kind::Predict => include_str!("new/predict.txt"),
        Kind::Choose => include_str!("new/choose.txt"),
        Kind::Arrange => include_str!("new/arrange.txt"),
    };
    let filled = template.replace("CHAPTER", chapter).replace("LESSON", id);
    let sections = filled
        .split("=== ")
        .skip(1)
        .filter_map(|section| section.split_once('\n'));
    sections
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

/// Files and folders that were made, and go again unless all could be made.
#[derive(Default)]
struct Writing {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Writing {
    fn file(&mut self, path: PathBuf, text: &str) -> Result<(), NewError> {
        let made = self
            .folders_above(&path)
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

    fn folders_above(&mut self, path: &Path) -> io::Result<()> {
        let missing = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(&folder)?;
            self.folders.push(folder);
        }
        Ok(())
    }

    fn keep(mut self) -> Vec<PathBuf> {
        self.folders.clear();
        std::mem::take(&mut self.files)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // What cannot be removed is no worse than what made the writing fail, and that is reported.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Puts a new text in the place of a file, whole or not at all.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Where the file is a link, the file behind it is meant.
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
