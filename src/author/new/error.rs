//! Why no lesson was begun, and what to do about it.

use super::LIST;
use std::io;
use std::path::PathBuf;

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
