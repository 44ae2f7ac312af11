//! What helps with a lesson: its file in an editor, hints, the solution, the starter put back, rustc's own explanation.

use super::effect::Change;
use super::{Asking, Effect, Explained, Extent, Pane, State, Tab, Top, Writing};
use crate::course::Lesson;
use crate::verdict::{Outcome, Severity};

impl State {
    /// Opens the learner's file.
    pub(super) fn edit(&mut self) -> Vec<Effect> {
        let Some(desk) = &self.desk else {
            return Vec::new();
        };
        let Some(path) = desk.files.get(&self.lesson).cloned() else {
            self.notice = Some("This lesson has no file to edit.".to_owned());
            return Vec::new();
        };
        if desk.editor.is_none() {
            return self.edit_here();
        }
        let line = self.telling_line().unwrap_or(1);
        vec![Effect::Edit { path, line }]
    }

    /// Opens it in the built-in editor.
    pub(super) fn edit_here(&mut self) -> Vec<Effect> {
        if self.read_only.is_some() {
            self.notice.clone_from(&self.read_only);
            return Vec::new();
        }
        let line = self.telling_line().unwrap_or(1);
        match self.files.get(&self.lesson) {
            Some(Ok(text)) => {
                let draft = self.drafts.remove(&self.lesson);
                let writing = Writing::open(&self.lesson, text, draft, line);
                self.top = Top::Editor(Box::new(writing));
            }
            Some(Err(why)) => self.notice = Some(why.clone()),
            // It is opened as soon as it is read.
            None if self.is_grading() => self.opens_soon = true,
            None => self.notice = Some("This lesson has no file to edit.".to_owned()),
        }
        Vec::new()
    }

    /// The line where the eye should begin: of the first error, or of the panic.
    #[must_use]
    pub fn telling_line(&self) -> Option<u32> {
        let verdict = &self.verdict()?.verdict;
        let errors = verdict.observed.diagnostics.iter();
        let error = errors
            .filter(|d| d.severity == Severity::Error)
            .find_map(|d| d.line);
        error.or(match &verdict.observed.outcome {
            Outcome::Panicked(panic) => panic.line,
            _ => None,
        })
    }

    /// The code of the first error that has one.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        let diagnostics = &self.verdict()?.verdict.observed.diagnostics;
        let mut all = diagnostics.iter();
        all.find_map(|d| d.code.as_deref().filter(|code| code.starts_with('E')))
    }

    /// Asks what the code means, or puts that away again.
    pub(super) fn explain(&mut self) -> Vec<Effect> {
        if self.explained.take().is_some() {
            return Vec::new();
        }
        let Some(code) = self.error_code().map(str::to_owned) else {
            self.notice = Some("There is no error with a code to explain.".to_owned());
            return Vec::new();
        };
        self.explained = Some(Explained {
            code: code.clone(),
            text: None,
        });
        self.extents.verdict = Extent::default();
        (self.tab, self.pane) = (Tab::Compiler, Pane::Verdict);
        vec![Effect::Explain { code }]
    }

    /// The next hint that was not shown yet.
    pub(super) fn hint(&mut self) -> Vec<Effect> {
        let lesson = self.lesson.clone();
        let seen = self.so_far().hints.clone();
        let hints = self.current().map(|lesson| lesson.hints.clone());
        let next = hints
            .into_iter()
            .flatten()
            .find(|hint| !seen.contains(&hint.id));
        let effects = self.show_tab(Tab::Hints);
        // The newest hint stands at the end.
        self.extents.verdict.at = usize::MAX / 2;
        match next {
            Some(hint) => self.record(&lesson, Change::HintShown(hint.id)),
            None => effects,
        }
    }

    /// Takes something down, here at once and on the disk as soon as can be.
    pub(super) fn record(&mut self, lesson: &str, change: Change) -> Vec<Effect> {
        let mut progress = self.progress.clone();
        change.apply(progress.lesson_mut(lesson));
        self.learn(progress);
        let lesson = lesson.to_owned();
        vec![Effect::Record { lesson, change }]
    }

    /// Shows the solution, or asks whether that is really wanted.
    pub(super) fn solution(&mut self) -> Vec<Effect> {
        if self.sees_solution() {
            return self.show_tab(Tab::Solution);
        }
        let has = self
            .current()
            .is_some_and(|lesson| lesson.files.solution.is_some());
        if has {
            self.top = Top::Question(Asking::Spoil);
        } else {
            self.notice =
                Some("This lesson has no solution to show: it asks you something.".to_owned());
        }
        Vec::new()
    }

    /// Asks whether the starter shall come back.
    pub(super) fn ask_reset(&mut self) {
        if self.current().is_some_and(Lesson::has_file) && self.desk.is_some() {
            match &self.read_only {
                Some(why) => self.notice = Some(why.clone()),
                None => self.top = Top::Question(Asking::Reset),
            }
        } else {
            self.notice =
                Some("This lesson has no file of yours that could be put back.".to_owned());
        }
    }

    /// The question was answered with yes.
    pub(super) fn agreed(&mut self, asking: &Asking) -> Vec<Effect> {
        let lesson = self.lesson.clone();
        match asking {
            Asking::Reset => vec![Effect::Reset { lesson }],
            Asking::Spoil => {
                let mut effects = self.record(&lesson, Change::SolutionSeen);
                effects.extend(self.show_tab(Tab::Solution));
                effects
            }
        }
    }
}
