//! Errors of the commands: the first line says what happened, a `help:` line what to do.

use crate::author::ImportError;
use crate::engine;
use crate::grader;
use crate::teach::GradeError;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("no lesson `{given}` in this course\nhelp: {}", suggestion(near.as_deref()))]
    UnknownLesson {
        given: String,
        /// The most similar id.
        near: Option<String>,
    },
    /// An update removed the lesson from the course.
    #[error("the lesson `{id}` is no longer in this course\nhelp: {}", kept(file.as_deref()))]
    RemovedLesson { id: String, file: Option<PathBuf> },
    /// The argument is a file instead of a lesson's id.
    #[error("this command takes the id of a lesson, not a file\nhelp: run `cellmate {command} {id}` to use your file {}", file.display())]
    FileForLesson {
        command: &'static str,
        id: String,
        /// The lesson's file on the desk.
        file: PathBuf,
    },
    #[error("{}", engine::NO_DESK)]
    NoDesk,
    #[error("cannot find your home folder\nhelp: say where to put the desk: `cellmate init DIR`")]
    NoHome,
    /// The lesson has problems, so it is not in the course.
    #[error("cannot read the lesson `{0}` because of problems in its files\n\n{1}")]
    BrokenLesson(String, crate::course::Problems),
    #[error("cannot use this course\n\n{0}")]
    BrokenCourse(#[from] crate::course::Problems),
    /// What was asked for is not possible.
    #[error("{what}\nhelp: {help}")]
    Refused { what: String, help: String },
}

impl Error {
    /// Says what is not possible, and what to do instead.
    pub(super) fn refused(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused {
            what: what.into(),
            help: help.into(),
        }
    }
}

/// Whether a command ended because of Ctrl-C or a signal. The cause of a transparent variant is missing from its
/// error's chain, so each error that has one is checked by itself.
pub(super) fn is_cancelled(error: &anyhow::Error) -> bool {
    let cause = if let Some(GradeError::Grader(cause)) = error.downcast_ref() {
        Some(cause)
    } else if let Some(ImportError::Grading(cause)) = error.downcast_ref() {
        Some(cause)
    } else {
        error.downcast_ref()
    };
    matches!(cause, Some(grader::Error::Cancelled))
}

fn kept(file: Option<&Path>) -> String {
    match file {
        Some(file) => format!(
            "cellmate keeps your progress and your file {}",
            file.display()
        ),
        None => "cellmate keeps your progress".to_owned(),
    }
}

fn suggestion(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`cellmate list` shows all lessons".to_owned(),
    }
}
