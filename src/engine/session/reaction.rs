//! What a session reports to its front end.

use crate::engine::Notice;
use std::path::PathBuf;

/// What an event changes for a front end. If it names no lesson, it is about the open one.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// The course and the desk were opened, and with them the lesson where the learner continues.
    Opened(Vec<Notice>),
    CourseReloaded {
        problems: usize,
        /// Whether the lesson that was open no longer exists.
        lesson_changed: bool,
    },
    FileRead,
    FileWritten {
        lesson: String,
        text: String,
    },
    Graded {
        passed: bool,
        /// Whether the learner saved the file or asked for the verdict.
        was_asked: bool,
    },
    NotGraded,
    Traced,
    PredictionJudged,
    /// A prediction's program could not be run, for this reason.
    PredictionFailed(String),
    Notice(Notice),
}

/// What the learner confirms with yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// Resetting the file to the starter.
    Reset,
    /// Showing the solution before the lesson is passed.
    Solution,
}

/// Where the learner's file is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Editing {
    /// Without an editor.
    BuiltIn,
    /// In an editor that runs outside this terminal. It was started.
    Outside,
    /// In an editor that takes this terminal.
    InTerminal {
        path: PathBuf,
        /// The line to show first.
        line: u32,
    },
}

/// Why a request about the open lesson is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has only questions.
    NoFile(FileUse),
    /// The desk cannot be written, for this reason.
    ReadOnly(String),
    NoSolution,
    /// It has neither a file nor a program to predict.
    NoProgram,
    NoHints,
    /// Its last verdict has no error code.
    NoErrorCode,
    /// No other lesson is unfinished.
    OnlyLessonLeft,
}

/// What a file is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileUse {
    Edit,
    Grade,
    Reset,
}
