//! Help with a lesson: the editor, hints, the solution, the starter, rustc's explanation of an error.

use super::{Confirm, Effect, Extent, FileEditor, Overlay, Pane, State, Tab, TerminalEffect};
use crate::course::Lesson;
use crate::engine::Command;
use crate::report::{FileUse, Refusal};

impl State {
    /// Opens the learner's file.
    pub(super) fn edit(&mut self) -> Vec<Effect> {
        let Some(desk) = &self.model.desk else {
            return Vec::new();
        };
        let Some(path) = desk.files.get(&self.model.lesson).cloned() else {
            self.notice = Some(Refusal::NoFile(FileUse::Edit).sentence());
            return Vec::new();
        };
        let line = self.model.main_line().unwrap_or(1);
        if desk.editor.is_none() {
            self.edit_here()
        } else if desk.edits_beside {
            vec![Effect::Engine(Command::EditBeside { path, line })]
        } else {
            vec![Effect::Terminal(TerminalEffect::Edit { path, line })]
        }
    }

    /// Opens the learner's file in the built-in editor.
    pub(super) fn edit_here(&mut self) -> Vec<Effect> {
        if self.model.read_only.is_some() {
            self.notice = self.model.read_only.as_ref().map(ToString::to_string);
            return Vec::new();
        }
        let line = self.model.main_line().unwrap_or(1);
        match self.model.files.get(&self.model.lesson) {
            Some(Ok(text)) => {
                let draft = self.model.drafts.get(&self.model.lesson).cloned();
                let editor = FileEditor::open(&self.model.lesson, text, draft, line);
                self.overlay = Overlay::Editor(Box::new(editor));
            }
            Some(Err(why)) => self.notice = Some(why.to_string()),
            // It is opened as soon as it is read.
            None if self.model.is_grading() => self.edits_when_read = true,
            None => self.notice = Some(Refusal::NoFile(FileUse::Edit).sentence()),
        }
        Vec::new()
    }

    /// Asks what the code means, or puts that away again.
    pub(super) fn explain(&mut self) -> Vec<Effect> {
        if self.explained.take().is_some() {
            return Vec::new();
        }
        let Some(code) = self.model.error_code().map(str::to_owned) else {
            self.notice = Some(Refusal::NoErrorCode.sentence());
            return Vec::new();
        };
        self.explained = Some(code.clone());
        self.extents.verdict = Extent::default();
        (self.tab, self.pane) = (Tab::Compiler, Pane::Verdict);
        if self.model.explanations.contains_key(&code) {
            return Vec::new();
        }
        vec![Effect::Engine(Command::Explain { code })]
    }

    /// Shows the next hint.
    pub(super) fn hint(&mut self) -> Vec<Effect> {
        if !self.tabs().contains(&Tab::Hints) {
            self.notice = Some(Refusal::NoHints.sentence());
            return Vec::new();
        }
        let command = self.model.hint_command();
        let effects = self.show_tab(Tab::Hints);
        // The newest hint is the last one.
        self.extents.verdict.at = usize::MAX / 2;
        command.map_or(effects, |command| vec![Effect::Engine(command)])
    }

    /// Shows the solution, or asks whether that is really wanted.
    pub(super) fn solution(&mut self) -> Vec<Effect> {
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
        Vec::new()
    }

    /// Asks whether to put the starter back.
    pub(super) fn ask_reset(&mut self) {
        if self.model.current().is_some_and(Lesson::has_file) && self.model.desk.is_some() {
            match &self.model.read_only {
                Some(why) => self.notice = Some(why.to_string()),
                None => self.overlay = Overlay::Confirm(Confirm::Reset),
            }
        } else {
            self.notice = Some(Refusal::NoFile(FileUse::Reset).sentence());
        }
    }

    /// The question was answered with yes.
    pub(super) fn confirmed(&mut self, confirmed: Confirm) -> Vec<Effect> {
        let lesson = self.model.lesson.clone();
        match confirmed {
            Confirm::Reset => vec![Effect::Engine(Command::Reset { lesson })],
            Confirm::Spoil => {
                let mut effects = vec![Effect::Engine(Command::RecordSolutionSeen { lesson })];
                effects.extend(self.show_tab(Tab::Solution));
                effects
            }
        }
    }
}
