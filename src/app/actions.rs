//! Help with a lesson: the editor, hints, the solution, the starter, rustc's explanation of an error.

use super::{Confirm, Extent, FileEditor, Overlay, Pane, State, Tab, TerminalEffect};
use crate::course::Lesson;
use crate::engine::Command;
use crate::report::{FileUse, Refusal};

impl State {
    /// Opens the learner's file.
    pub(super) fn edit(&mut self) {
        let Some(desk) = self.model.desk() else {
            return;
        };
        let Some(path) = desk.files.get(self.model.lesson_id()).cloned() else {
            self.notice = Some(Refusal::NoFile(FileUse::Edit).sentence());
            return;
        };
        let line = self.model.main_line().unwrap_or(1);
        if desk.editor.is_none() {
            self.edit_here();
        } else if desk.edits_beside {
            self.send([Command::EditBeside { path, line }]);
        } else {
            self.ask_terminal(TerminalEffect::Edit { path, line });
        }
    }

    /// Opens the learner's file in the built-in editor.
    pub(super) fn edit_here(&mut self) {
        if self.model.read_only().is_some() {
            self.notice = self.model.read_only().map(ToString::to_string);
            return;
        }
        let line = self.model.main_line().unwrap_or(1);
        match self.model.file_text() {
            Some(Ok(text)) => {
                let draft = self.model.draft().map(str::to_owned);
                let editor = FileEditor::open(self.model.lesson_id(), text, draft, line);
                self.overlay = Overlay::Editor(Box::new(editor));
            }
            Some(Err(why)) => self.notice = Some(why.to_string()),
            // It is opened as soon as it is read.
            None if self.model.is_grading() => self.edits_when_read = true,
            None => self.notice = Some(Refusal::NoFile(FileUse::Edit).sentence()),
        }
    }

    /// Asks what the code means, or puts that away again.
    pub(super) fn explain(&mut self) {
        if self.explained.take().is_some() {
            return;
        }
        let Some(code) = self.model.error_code().map(str::to_owned) else {
            self.notice = Some(Refusal::NoErrorCode.sentence());
            return;
        };
        self.explained = Some(code.clone());
        self.extents.verdict = Extent::default();
        (self.tab, self.pane) = (Tab::Compiler, Pane::Verdict);
        if self.model.explanation(&code).is_some() {
            return;
        }
        self.send([Command::Explain { code }]);
    }

    /// Shows the next hint.
    pub(super) fn hint(&mut self) {
        if !self.tabs().contains(&Tab::Hints) {
            self.notice = Some(Refusal::NoHints.sentence());
            return;
        }
        let command = self.model.hint_command();
        self.send(command);
        self.show_tab(Tab::Hints);
        // The newest hint is the last one.
        self.extents.verdict.at = usize::MAX / 2;
    }

    /// Shows the solution, or asks whether that is really wanted.
    pub(super) fn solution(&mut self) {
        if self.model.sees_solution() {
            return self.show_tab(Tab::Solution);
        }
        let has = self
            .model
            .current()
            .is_some_and(|lesson| lesson.files.solution.is_some());
        if has {
            self.overlay = Overlay::Confirm(Confirm::Spoil);
        } else {
            self.notice = Some(Refusal::NoSolution.sentence());
        }
    }

    /// Asks whether to put the starter back.
    pub(super) fn ask_reset(&mut self) {
        if self.model.current().is_some_and(Lesson::has_file) && self.model.desk().is_some() {
            match self.model.read_only() {
                Some(why) => self.notice = Some(why.to_string()),
                None => self.overlay = Overlay::Confirm(Confirm::Reset),
            }
        } else {
            self.notice = Some(Refusal::NoFile(FileUse::Reset).sentence());
        }
    }

    /// The question was answered with yes.
    pub(super) fn confirmed(&mut self, confirmed: Confirm) {
        let lesson = self.model.lesson_id().to_owned();
        match confirmed {
            Confirm::Reset => self.send([Command::Reset { lesson }]),
            Confirm::Spoil => {
                self.send([Command::RecordSolutionSeen { lesson }]);
                self.show_tab(Tab::Solution);
            }
        }
    }
}
