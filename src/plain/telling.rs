//! The parts of a state in sentences: what a pane or a tab of the full screen shows is told here, one file each.
//!
//! Each begins with a sentence that says what it is. Signs are words; what comes from lessons, programs and compilers is
//! sanitized by the voice.

pub(super) mod borrows;
pub(super) mod form;
pub(super) mod lesson;
pub(super) mod list;
pub(super) mod pages;
pub(super) mod program;
pub(super) mod verdict;

use crate::course::Lesson;
use crate::sanitize;

/// A lesson's title without the signs of Markdown.
pub(super) fn title(lesson: &Lesson) -> String {
    sanitize::line(&lesson.head.title).replace('`', "")
}
