//! Errors of the desk.

use crate::text;
use std::io;
use std::path::{Path, PathBuf};

/// Why the desk cannot do something: what happened, and on a line of its own what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(
        "{} is not a folder\nhelp: choose another place for the desk, such as `cellmate init {}`",
        path.display(),
        text::shell_path(&folder_beside(path))
    )]
    NotAFolder { path: PathBuf },
    #[error(
        "{} already contains a Cargo project\nhelp: give the desk a folder of its own, such as `cellmate init {}`",
        path.display(),
        text::shell_path(&folder_beside(path))
    )]
    CargoProject { path: PathBuf },
    #[error(
        "{} contains a course (lessons/course.toml), and a desk would mix its files with yours\n\
         help: choose another folder, such as `cellmate init ~/cellmate`",
        path.display()
    )]
    CourseFolder { path: PathBuf },
    #[error(
        "{} is inside the desk {}\nhelp: use that desk, or choose a folder outside it",
        path.display(),
        desk.display()
    )]
    InsideDesk { path: PathBuf, desk: PathBuf },
    #[error(
        "no desk in {} (no .cellmate folder)\nhelp: create one with `cellmate init {}`",
        path.display(),
        text::shell_path(path)
    )]
    NotADesk { path: PathBuf },
    #[error("cannot create the folder {}{reason}\nhelp: choose another folder", path.display())]
    NotCreated {
        path: PathBuf,
        /// With a leading colon; empty if the system says only that something does not exist.
        reason: String,
    },
    /// The system denies writing.
    #[error(
        "cannot write {}: {source}\nhelp: make the folder writable, or pass another desk with --desk",
        path.display()
    )]
    NotWritable { path: PathBuf, source: io::Error },
    #[error(
        "another process has held the lock {} for 30 s\nhelp: wait until the other instance of cellmate has written to the desk, or end it, and try again",
        path.display()
    )]
    Busy { path: PathBuf },
    #[error(
        "cannot write {}: {source}\nhelp: free some space and try again (cellmate left the file unchanged)",
        path.display()
    )]
    DiskFull { path: PathBuf, source: io::Error },
    #[error("cannot read {}: {source}\nhelp: check its permissions and try again", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// Another reason why a file could not be written.
    #[error(
        "cannot write {}: {source}\nhelp: fix the cause and try again (cellmate left the file unchanged)",
        path.display()
    )]
    Unwritten { path: PathBuf, source: io::Error },
    #[error(
        "{} was written by a newer version of cellmate (format {format}; this version reads only {known})\n\
         help: update cellmate (it left the file unchanged)",
        path.display(),
        known = super::progress::FORMAT
    )]
    NewerProgress { path: PathBuf, format: u64 },
    #[error(
        "cannot read the settings in {}: {reason}\nhelp: fix that line, or delete the file to get the defaults",
        path.display()
    )]
    BrokenSettings { path: PathBuf, reason: String },
    #[error(
        "cannot read what the last update changed: {} is broken (cellmate moved it to {})\n\
         help: run `cellmate update` to update the files that are out of date",
        path.display(),
        set_aside.display()
    )]
    BrokenUpdate { path: PathBuf, set_aside: PathBuf },
    #[error(
        "the lesson `{lesson}` has no file to edit\nhelp: `cellmate show {lesson}` shows what it asks"
    )]
    NoFile { lesson: String },
    #[error(
        "the lesson `{lesson}` has no program named {file}\nhelp: `cellmate show {lesson}` shows its programs"
    )]
    NoProgram { lesson: String, file: String },
    /// The learner has not committed to a prediction about the program.
    #[error(
        "the program of `{lesson}` is not on your desk yet, because you haven't predicted it\nhelp: `cellmate show {lesson}` shows how to predict"
    )]
    NotRevealed { lesson: String },
    #[error("{} is not a file\nhelp: move it away and try again", path.display())]
    NotAFile { path: PathBuf },
}

/// Returns the path of a folder next to a file that is in the way.
fn folder_beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-desk");
    name.into()
}

impl DeskError {
    /// Classifies an I/O error of a write.
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

    /// Classifies an I/O error from creating a desk's folder.
    pub(super) fn creating(path: &Path, source: io::Error) -> Self {
        match Self::writing(path, source) {
            full @ Self::DiskFull { .. } => full,
            Self::NotWritable { path, source } | Self::Unwritten { path, source } => {
                let says = source.to_string();
                let says = says.split(" (os error").next().unwrap_or_default();
                let reason = match source.kind() {
                    io::ErrorKind::NotFound => String::new(),
                    _ => format!(": {says}"),
                };
                Self::NotCreated { path, reason }
            }
            other => other,
        }
    }

    pub(super) fn reading(path: &Path, source: io::Error) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            source,
        }
    }
}
