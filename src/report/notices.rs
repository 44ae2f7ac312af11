//! Sentences that are not part of a report: errors, notices, why an answer cannot be committed, and where a lesson is.

use crate::engine::form::FormError;
use crate::engine::{FileUse, GradingStep, LessonStatus, Model, Notice, Refusal};
use crate::{sanitize, text};
use std::path::Path;

/// Joins the two lines of an error, what happened and what to do about it, if there is only room for one line.
#[must_use]
pub fn in_one_line(error: &str) -> String {
    error.replace("\nhelp: ", " · ")
}

/// Returns a sentence for a row of the screen: sanitized, in one line, and without backticks around code.
#[must_use]
pub fn plain_line(says: &str) -> String {
    sanitize::line(&in_one_line(says)).replace('`', "")
}

/// Says that progress could not be written.
#[must_use]
pub fn unrecorded(error: &str) -> String {
    format!("cellmate could not save your progress: {error}")
}

/// Words a notice for the learner; paths in the `home` folder begin with `~`.
#[must_use]
pub fn notice(notice: &Notice, home: Option<&Path>) -> String {
    let path = |path: &Path| text::path(path, home);
    match notice {
        Notice::ChangedFileKept { copy, .. } => format!(
            "Your save replaced a different version of the file. cellmate kept that version in {}",
            path(copy)
        ),
        Notice::EditedFileKept { copy, .. } => format!(
            "You had edited the file by hand. cellmate kept your version in {}",
            path(copy)
        ),
        Notice::StarterRestored {
            copy: Some(copy), ..
        } => format!(
            "cellmate reset the file to the starter. Your version is in {}",
            path(copy)
        ),
        Notice::StarterRestored { copy: None, .. } => {
            "The file is the starter. There was nothing to back up.".to_owned()
        }
        Notice::CourseFileSaved { path: file, desk } => format!(
            "{} belongs to the course itself. Your files are in {}",
            path(file),
            path(desk)
        ),
        Notice::ProgressRepaired(notice) => notice.to_string(),
        Notice::NewStarters { lessons } => format!(
            "The course has newer starters for {} that you have not changed: {}. `cellmate update` installs them.",
            text::plural(lessons.len(), "exercise"),
            sanitize::line(&lessons.join(", "))
        ),
        Notice::GradedElsewhere { title, passed } => {
            let title = sanitize::line(title).replace('`', "");
            let result = if *passed { "passed" } else { "not passed yet" };
            format!("\u{201c}{title}\u{201d} was saved and graded: {result}.")
        }
        Notice::Unrecorded(error) => unrecorded(&error.to_string()),
        Notice::Failed(error) => error.to_string(),
    }
}

/// Says how far a grading or a trace has come.
#[must_use]
pub fn grading_step(step: GradingStep) -> String {
    match step {
        GradingStep::Compiling => "Compiling …".to_owned(),
        GradingStep::Running => "Running …".to_owned(),
        GradingStep::Testing { done, total } => format!("Testing … {done} of {total} tests"),
        GradingStep::PreparingStd => "Preparing std (only once) …".to_owned(),
        GradingStep::TryingSchedules { tried } => format!("Trying schedules … {tried}"),
    }
}

impl Refusal {
    /// Returns a sentence about the open lesson.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ReadOnly(why) => why.clone(),
            Self::NoFile(_)
            | Self::NoSolution
            | Self::NoProgram
            | Self::NoHints
            | Self::NoErrorCode
            | Self::OnlyLessonLeft => self.about("This lesson") + ".",
        }
    }

    /// Returns a sentence about the lesson with this name, without a full stop.
    #[must_use]
    pub fn about(&self, lesson: &str) -> String {
        match self {
            Self::ReadOnly(why) => why.clone(),
            Self::NoFile(FileUse::Edit) => format!("{lesson} has no file to edit"),
            Self::NoFile(FileUse::Grade) => format!("{lesson} has no file to grade"),
            Self::NoFile(FileUse::Reset) => format!("{lesson} has no file to reset"),
            Self::NoSolution => format!("{lesson} has no sample solution"),
            Self::NoProgram => format!("{lesson} has no program"),
            Self::NoHints => format!("{lesson} has no hints"),
            Self::NoErrorCode => "There is no error code to explain".to_owned(),
            Self::OnlyLessonLeft => format!("{lesson} is the only unfinished one"),
        }
    }
}

/// Says that cellmate now shows only the core lessons, or all of them; `key` switches.
#[must_use]
pub fn lessons_taken(model: &Model, key: &str) -> String {
    let (_, count) = model.counts(None);
    if model.core_only() {
        format!("cellmate now shows only the {count} core lessons; {key} shows all lessons again.")
    } else {
        format!("cellmate shows all {count} lessons again.")
    }
}

/// Says that the learner typed something and never saved it; `key` shows it.
#[must_use]
pub fn unsaved_draft(key: &str) -> String {
    format!("You have an unsaved draft of this file: {key} shows it.")
}

/// Says why an answer cannot be committed.
#[must_use]
pub fn form_error(error: &FormError) -> String {
    match error {
        FormError::ReadOnly(why) => why.clone(),
        FormError::NoDesk => crate::engine::Error::NoDesk.to_string(),
        FormError::NotAsked => "The lesson does not ask for that now.".to_owned(),
        FormError::NoLine => "Type a line number.".to_owned(),
        FormError::NoSuchLine { typed, last } => {
            let lines = text::plural(*last, "line");
            format!("There is no line {typed}: the program has {lines}.")
        }
        FormError::NoSuchChoice { last } => {
            format!("The choices are numbered from 1 to {last}.")
        }
        FormError::NoChoice => "Choose an answer.".to_owned(),
        FormError::OnlyOneChoice => "Only one choice is right: choose one.".to_owned(),
        FormError::NoLines => "Choose at least one line.".to_owned(),
        FormError::Order(problem) => format!("This order is not possible: {problem}."),
    }
}

/// Returns where a lesson is, in a word or two for a list.
#[must_use]
pub fn lesson_status(status: LessonStatus) -> &'static str {
    match status {
        LessonStatus::Grading => "grading",
        LessonStatus::Done => "done",
        LessonStatus::DoneEarlier => "done earlier",
        LessonStatus::Changed => "changed",
        LessonStatus::Failed => "not passed yet",
        LessonStatus::Asks => "to answer",
        LessonStatus::Open => "open",
    }
}
