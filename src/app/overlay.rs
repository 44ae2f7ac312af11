//! The overlays, which cover the panes. Each is a value that handles its keys; `screen::overlay` draws it.

mod codes;
mod confirm;
mod editor;
mod find;
mod help;
mod modal;
mod page;
mod welcome;

pub use codes::CodeSearch;
pub use editor::FileEditor;
pub use find::LessonSearch;
pub use help::KeyHelp;
pub use welcome::{Welcome, WelcomeField};

use crate::engine::{Confirmation, Finish};
pub(super) use modal::{AfterKey, Modal};

#[derive(Clone, Debug, Default)]
pub enum Overlay {
    #[default]
    None,
    Page(Page),
    /// All keys.
    Help(KeyHelp),
    Find(LessonSearch),
    /// The error codes that a prediction can name.
    Codes(CodeSearch),
    /// A yes/no question.
    Confirm(Confirmation),
    Welcome(Welcome),
    Editor(Box<FileEditor>),
}

/// A page that the learner only reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The problems in the course's own files.
    Problems,
    /// The end of a chapter or of the course.
    Finish(Finish),
}

impl Overlay {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.modal().is_some()
    }

    pub(super) fn modal(&self) -> Option<&dyn Modal> {
        match self {
            Self::None => None,
            Self::Page(page) => Some(page),
            Self::Help(help) => Some(help),
            Self::Find(search) => Some(search),
            Self::Codes(search) => Some(search),
            Self::Confirm(confirmation) => Some(confirmation),
            Self::Welcome(welcome) => Some(welcome),
            Self::Editor(editor) => Some(&**editor),
        }
    }

    pub(super) fn modal_mut(&mut self) -> Option<&mut dyn Modal> {
        match self {
            Self::None => None,
            Self::Page(page) => Some(page),
            Self::Help(help) => Some(help),
            Self::Find(search) => Some(search),
            Self::Codes(search) => Some(search),
            Self::Confirm(confirmation) => Some(confirmation),
            Self::Welcome(welcome) => Some(welcome),
            Self::Editor(editor) => Some(&mut **editor),
        }
    }
}
