//! What can be wrong with what was asked for, in words that say what to do instead.

use std::path::PathBuf;

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Complaint {
    /// No lesson has this id.
    #[error("there is no lesson `{given}`{}", meant(near.as_deref()))]
    UnknownLesson {
        /// What was given.
        given: String,
        /// What was most likely meant.
        near: Option<String>,
    },
    /// A file was given instead of a lesson.
    #[error("lessons are named by their id: `cellmate {command} {id}`; your file for it is {}", file.display())]
    FileForLesson {
        /// The command.
        command: &'static str,
        /// The lesson's id.
        id: String,
        /// Its file on the desk.
        file: PathBuf,
    },
    /// There is no desk anywhere.
    #[error(
        "no desk found (the folder with your exercises)\nhelp: make one with `cellmate init`, or pass `--desk DIR`"
    )]
    NoDesk,
    /// The home folder is unknown.
    #[error("cannot find your home folder\nhelp: say where to put the desk: `cellmate init DIR`")]
    NoHome,
    /// The course has mistakes.
    #[error("the course cannot be used as it is\n\n{0}")]
    BrokenCourse(#[from] crate::course::Problems),
    /// The lesson has nothing of this kind.
    #[error("{0}")]
    NotHere(String),
}

fn meant(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None => "; `cellmate list` names them all".to_owned(),
    }
}
