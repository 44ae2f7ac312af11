//! Begins a lesson: writes its files, ready to be filled in, and puts it into the course's list.
//!
//! The files come from one template per kind, beside this file. What they make passes `verify` but for the places
//! that are marked as still to be filled in.

mod error;
mod writing;

pub use error::NewError;

use super::files;
use super::listing;
use crate::course::{self, Kind, Tree};
use std::fs;
use std::path::{Path, PathBuf};
use writing::{Writing, replace};

/// The list of contents.
const LIST: &str = "lessons/course.toml";

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
    let changed = listing::with_lesson(&toml, chapter, id).ok_or_else(cannot)?;
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
    if let Some(line) = listing::line_of(toml, id) {
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
