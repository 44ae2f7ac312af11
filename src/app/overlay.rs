//! The overlays, which cover the panes, with what was typed or chosen in them.

use crate::engine::{Confirmation, Finish};
use ratatui::style::{Modifier, Style};
use ratatui_textarea::{CursorMove, TextArea};

#[derive(Clone, Debug, Default)]
pub enum Overlay {
    #[default]
    None,
    Help,
    /// The problems in the course's own files.
    Problems,
    /// The page at the end of a chapter or of the course.
    Finish(Finish),
    Find(LessonSearch),
    /// A yes/no question.
    Confirm(Confirmation),
    /// The first start.
    Welcome(Welcome),
    Editor(Box<FileEditor>),
}

/// The search for a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonSearch {
    pub typed: String,
    /// The index of the selected hit.
    pub at: usize,
}

/// The choices on the page of the first start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// The folder for the desk.
    pub dir: String,
    /// The index of the editor; after the last one comes the built-in editor.
    pub editor: usize,
    /// The line of the cursor: 0 begins, 1 is the folder, 2 the editor.
    pub line: usize,
}

/// The built-in editor with its file.
#[derive(Clone, Debug)]
pub struct FileEditor {
    /// The lesson's id.
    pub lesson: String,
    /// The text and the cursor.
    pub area: TextArea<'static>,
    /// The text on disk when it was opened or last saved.
    pub base: String,
    /// Whether it asks what to do with unsaved changes before it closes.
    pub leaving: bool,
    /// Shown in place of the keys.
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

    /// Returns the text as it would be saved.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.area.lines().join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    /// Whether there are unsaved changes.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        let base = self.base.strip_suffix('\n').unwrap_or(&self.base);
        self.text().strip_suffix('\n').unwrap_or("") != base
    }
}
