//! Commands about the open lesson, as its front ends send them; none where there is nothing to send.

use super::{Command, Model, TraceState, editor};
use crate::course::{Hint, Lesson};

impl Model {
    /// Grades the learner's file.
    #[must_use]
    pub fn grade_command(&self, debounce: bool) -> Option<Command> {
        let has_file = self.current().is_some_and(Lesson::has_file);
        (has_file && self.desk.is_some()).then(|| Command::Grade {
            lesson: self.lesson.clone(),
            debounce,
        })
    }

    /// Traces the run that the verdict is about, unless that has been tried.
    #[must_use]
    pub fn trace_command(&self) -> Option<Command> {
        let graded = self.verdict()?;
        (graded.trace == TraceState::NotTried && !self.is_tracing()).then(|| Command::Trace {
            lesson: self.lesson.clone(),
            text: graded.text.clone(),
            verdict: Box::new(graded.verdict.clone()),
        })
    }

    /// Replays one of the schedules that were tried.
    #[must_use]
    pub fn replay_command(&self, schedule: usize) -> Option<Command> {
        let graded = self.graded.get(&self.lesson)?;
        let exploration = graded.verdict.exploration.as_ref()?;
        Some(Command::Replay {
            lesson: self.lesson.clone(),
            text: graded.text.clone(),
            choices: exploration.results.get(schedule)?.choices.clone(),
        })
    }

    /// Returns the first hint that was not shown yet.
    #[must_use]
    pub fn next_hint(&self) -> Option<&Hint> {
        let shown = &self.lesson_progress().hints;
        let mut hints = self.current()?.hints.iter();
        hints.find(|hint| !shown.contains(&hint.id))
    }

    /// Records that the next hint is shown.
    #[must_use]
    pub fn hint_command(&self) -> Option<Command> {
        let hint = self.next_hint()?.id.clone();
        Some(Command::RecordHint {
            lesson: self.lesson.clone(),
            hint,
        })
    }

    /// Makes a desk whose files are opened by the editor at this place; after the last one, by the built-in editor.
    #[must_use]
    pub fn make_desk_command(&self, dir: &str, editor: usize, plain: bool) -> Option<Command> {
        let dir = dir.trim().to_owned();
        if self.course.is_none() || self.is_making_desk() || dir.is_empty() {
            return None;
        }
        let editor = match self.editors.get(editor) {
            // The system opens files with the first one anyway, so the settings need not name it.
            Some(_) if editor == 0 => None,
            Some(named) => Some(named.clone()),
            None => Some(editor::BUILT_IN.to_owned()),
        };
        Some(Command::MakeDesk { dir, editor, plain })
    }
}
