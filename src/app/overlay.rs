//! What covers the panes.

use crate::engine::Finish;
use ratatui::style::{Modifier, Style};
use ratatui_textarea::{CursorMove, TextArea};

#[derive(Clone, Debug, Default)]
pub enum Overlay {
    #[default]
    None,
    /// All keys.
    Help,
    /// What is wrong with the course.
    Problems,
    /// A chapter or the course is done.
    Finish(Finish),
    /// A lesson is looked for.
    Find(LessonSearch),
    /// A yes or no is asked for.
    Confirm(Confirm),
    /// The first start.
    Welcome(Welcome),
    /// The built-in editor.
    Editor(Box<FileEditor>),
}

/// What a yes would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// Put the starter back.
    Reset,
    /// Show the solution before the lesson is passed.
    Spoil,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonSearch {
    /// What was typed.
    pub typed: String,
    /// Which hit is chosen.
    pub at: usize,
}

/// What is chosen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// The folder.
    pub dir: String,
    /// Which editor; one more than there are is the built-in one.
    pub editor: usize,
    /// Which line has the cursor: 0 begins, 1 is the folder, 2 the editor.
    pub line: usize,
}

/// A file while it is written.
#[derive(Clone, Debug)]
pub struct FileEditor {
    /// The lesson.
    pub lesson: String,
    /// The text with its cursor.
    pub area: TextArea<'static>,
    /// What was on the disk when it was opened, or saved last.
    pub base: String,
    /// Whether somebody wants to leave, and there is something to save.
    pub leaving: bool,
    /// A sentence below.
    pub notice: Option<String>,
}

impl FileEditor {
    pub(super) fn open(lesson: &str, base: &str, draft: Option<String>, line: u32) -> Self {
        let notice = draft.is_some().then(|| {
            "This is what you typed last time and did not save. ctrl-s saves it.".to_owned()
        });
        let text = draft.unwrap_or_else(|| base.to_owned());
        let mut area = TextArea::new(text.split_terminator('\n').map(str::to_owned).collect());
        area.set_tab_length(4);
        area.set_line_number_style(Style::new().add_modifier(Modifier::DIM));
        area.set_cursor_line_style(Style::new());
        let row = u16::try_from(line.saturating_sub(1)).unwrap_or(0);
        area.move_cursor(CursorMove::Jump(row, 0));
        Self {
            lesson: lesson.to_owned(),
            area,
            base: base.to_owned(),
            leaving: false,
            notice,
        }
    }

    /// The text as it would be saved.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.area.lines().join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    /// Whether something is not saved.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        let base = self.base.strip_suffix('\n').unwrap_or(&self.base);
        self.text().strip_suffix('\n').unwrap_or("") != base
    }
}
