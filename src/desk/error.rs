//! What can go wrong with a desk, in words that say where and what to do next.

use std::io;
use std::path::{Path, PathBuf};

/// Why something about the desk was not done.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The place for a new desk is a file.
    #[error(
        "{} is not a folder: name another place for the desk, such as `cellmate init {}-desk`",
        path.display(),
        path.display()
    )]
    NotAFolder {
        /// The place.
        path: PathBuf,
    },
    /// The place for a new desk is a Cargo project of somebody's own.
    #[error(
        "{} already holds a Cargo project: the desk needs a folder of its own, such as `cellmate init {}`",
        path.display(),
        path.join("cellmate").display()
    )]
    CargoProject {
        /// The place.
        path: PathBuf,
    },
    /// The place for a new desk is a course.
    #[error(
        "{} is a course itself (it has lessons/course.toml): a desk made there would mix your answers \
         with the course's own files; choose another folder, such as `cellmate init ~/cellmate`",
        path.display()
    )]
    CourseFolder {
        /// The place.
        path: PathBuf,
    },
    /// The place for a new desk lies among the files of another desk.
    #[error(
        "{} lies inside the desk {}: use that one, or choose a folder outside of it",
        path.display(),
        desk.display()
    )]
    InsideDesk {
        /// The place.
        path: PathBuf,
        /// The desk around it.
        desk: PathBuf,
    },
    /// There is no desk.
    #[error(
        "there is no desk in {} (no .cellmate folder): make one with `cellmate init {}`",
        path.display(),
        path.display()
    )]
    NotADesk {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The system does not let us write.
    #[error(
        "cannot write {}: {source}; make the folder writable for you, or use another desk with --desk",
        path.display()
    )]
    NotWritable {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no room left.
    #[error(
        "no room to write {}: {source}; what was there before is unchanged; free some space and try again",
        path.display()
    )]
    DiskFull {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be read.
    #[error("cannot read {}: {source}; see that you may read it, and try again", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written, for another reason.
    #[error(
        "cannot write {}: {source}; what was there before is unchanged; see to the cause and try again",
        path.display()
    )]
    Unwritten {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The progress was written by a later cellmate.
    #[error(
        "{} was written by a newer cellmate (format {format}, this one knows {known}): update cellmate; \
         the file is left as it is",
        path.display(),
        known = super::progress::FORMAT
    )]
    NewerProgress {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u64,
    },
    /// The settings cannot be understood.
    #[error(
        "cannot understand {}: {reason}; mend that line, or delete the file to have the usual settings",
        path.display()
    )]
    BrokenSettings {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// The lesson has no file to work on.
    #[error("the lesson {lesson} has no file of yours: there is nothing to put back or to write")]
    NoFile {
        /// The lesson.
        lesson: String,
    },
    /// The lesson has no such program.
    #[error("the lesson {lesson} has no program named {file}: see `cellmate show {lesson}`")]
    NoProgram {
        /// The lesson.
        lesson: String,
        /// The name asked for.
        file: String,
    },
    /// The program of a predict lesson is still covered.
    #[error(
        "the program of {lesson} comes to your desk after you have said what it will do: \
         see `cellmate show {lesson}`"
    )]
    StillCovered {
        /// The lesson.
        lesson: String,
    },
    /// Where an exercise should be, there is something else.
    #[error("{} is not a file: move it away and try again", path.display())]
    NotAFile {
        /// The place.
        path: PathBuf,
    },
}

impl DeskError {
    /// Sorts an error of writing by what can be done about it.
    pub(super) fn writing(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let path = path.to_path_buf();
        match source.kind() {
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Self::NotWritable { path, source },
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
                Self::DiskFull { path, source }
            }
            _ => Self::Unwritten { path, source },
        }
    }

    /// An error of reading.
    pub(super) fn reading(path: &Path, source: io::Error) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            source,
        }
    }
}
