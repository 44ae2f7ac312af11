//! Events of the engine: what they change on the screen, apart from the model.

use super::{Extent, ListItem, Overlay, Pane, Playback, State, Tab, TerminalEffect, Welcome, keys};
use crate::desk::View;
use crate::engine::form::Reply;
use crate::engine::{Command, Event, JobKind, LessonSource, Opened};
use crate::report;
use crate::verdict::Verdict;

/// Handles an event.
pub(super) fn handle(state: &mut State, event: Event) {
    let Some(before) = state.model.apply(&event) else {
        return;
    };
    match event {
        Event::Opened(opened) => {
            state.begin_with(&opened);
            for key in std::mem::take(&mut state.queued_keys) {
                keys::pressed(state, key);
            }
        }
        Event::CourseReloaded { course, .. } => {
            if course.is_some() {
                state.course_reloaded(before.lesson_source.as_ref());
            }
        }
        Event::FileRead { lesson, .. } => {
            if lesson == state.model.lesson_id() && std::mem::take(&mut state.edits_when_read) {
                state.edit_here();
            }
        }
        Event::FileWritten { lesson, text } => {
            if let Overlay::Editor(editor) = &mut state.overlay
                && editor.lesson == lesson
            {
                editor.base = text;
                // A notice about this save, such as a kept copy, came first and stays.
                editor.notice.get_or_insert_with(|| "Saved.".to_owned());
            }
        }
        Event::Graded {
            lesson,
            verdict,
            unrecorded,
            ..
        } => {
            if let Some(error) = unrecorded {
                state.notify(report::unrecorded(&error.to_string()));
            }
            state.graded(&lesson, &verdict);
        }
        Event::Traced { lesson, .. } => {
            if lesson == state.model.lesson_id() {
                state.playback = Playback {
                    schedule: state.playback.schedule,
                    ..Playback::default()
                };
            }
        }
        Event::PredictionJudged { lesson, result, .. } => {
            if lesson == state.model.lesson_id() && before.was_predicting {
                state.form.reply = Some(Reply::Predicted(result.prediction));
                state.extents.verdict = Extent::default();
                state.playback = Playback::default();
            }
        }
        Event::Failed { error, .. } => {
            if let Some(command) = before.failed {
                state.failed(&command, error.to_string());
            }
        }
        Event::Noticed(notice) => {
            state.notify(report::notice(&notice, state.model.home()));
        }
        Event::Started { .. }
        | Event::Finished { .. }
        | Event::Cancelled { .. }
        | Event::FilesCompared { .. }
        | Event::FileSaved { .. }
        | Event::GradingAdvanced { .. }
        | Event::NotGraded { .. }
        | Event::GradedSoFar { .. }
        | Event::Advised { .. }
        | Event::ProgressRecorded { .. }
        | Event::Explained { .. }
        | Event::DraftKept { .. }
        | Event::DraftDiscarded { .. } => {}
    }
}

impl State {
    /// Shows a sentence in the footer, and in the built-in editor if that covers the panes.
    fn notify(&mut self, sentence: String) {
        match &mut self.overlay {
            Overlay::Editor(editor) => editor.notice = Some(sentence.clone()),
            Overlay::None
            | Overlay::Help
            | Overlay::Problems
            | Overlay::Finish(_)
            | Overlay::Find(_)
            | Overlay::Confirm(_)
            | Overlay::Welcome(_) => {}
        }
        self.notice = Some(sentence);
    }

    fn graded(&mut self, lesson: &str, verdict: &Verdict) {
        let passed = verdict.passed();
        if lesson != self.model.lesson_id() {
            let course = self.model.course();
            let found = course.and_then(|course| course.lesson(lesson));
            let title = found.map_or(lesson, |lesson| &lesson.head.title);
            self.notice = Some(report::graded_elsewhere(title, passed));
            return;
        }
        self.extents.verdict = Extent::default();
        self.playback = Playback::default();
        self.explained = None;
        // If the learner is answering a question, that tab stays open.
        let answering = self.tab == Tab::Answer && self.model.asks();
        if passed && !answering {
            self.tab = Tab::Output;
        }
        if !passed || !answering {
            self.choose_tab();
        }
        if self.tab == Tab::Borrows {
            self.trace_if_unknown();
        }
    }

    fn failed(&mut self, command: &Command, why: String) {
        match command.kind() {
            JobKind::Predicting { lesson } => {
                if lesson == self.model.lesson_id() {
                    self.form.problem = Some(why);
                }
            }
            // The model keeps the error.
            JobKind::Grading { .. } | JobKind::Tracing { .. } | JobKind::Explaining { .. } => {}
            // The learner was told at the start that nothing is written.
            JobKind::Writing if self.model.read_only().is_some() => {}
            JobKind::Opening | JobKind::Writing | JobKind::GradingAll | JobKind::Background => {
                self.notify(why);
            }
        }
    }

    /// Traces the run of the verdict in view, unless that has been tried.
    pub(super) fn trace_if_unknown(&mut self) {
        let command = self.model.trace_command();
        self.send(command);
    }

    /// Shows a tab.
    pub(super) fn show_tab(&mut self, tab: Tab) {
        if self.tab != tab {
            self.extents.verdict = Extent::default();
        }
        if self.tab != tab && tab == Tab::Code {
            // The line that matters comes into view, with a few above it.
            let line = self.model.main_line();
            let line = line.map_or(0, |line| line.saturating_sub(4));
            self.extents.verdict.at = usize::try_from(line).unwrap_or(0);
        }
        self.tab = tab;
        self.pane = Pane::Verdict;
        if tab == Tab::Borrows {
            self.trace_if_unknown();
        }
    }
}

impl State {
    /// Shows the first start, or else the lesson where the learner was, once everything is loaded.
    pub(super) fn begin_with(&mut self, opened: &Opened) {
        let notices = opened
            .notices
            .iter()
            .map(|one| report::notice(one, self.model.home()));
        let notices: Vec<String> = notices.collect();
        self.notice = (!notices.is_empty()).then(|| notices.join(" · "));
        self.no_mouse = opened.view.no_mouse;
        self.overlay = Overlay::None;
        if self.model.desk().is_none() {
            self.overlay = Overlay::Welcome(Welcome {
                dir: self.model.display_path(&opened.usual_desk),
                ..Welcome::default()
            });
            return;
        }
        // Opening a lesson clears the notice, so the one about the desk is put back afterwards.
        let notice = self.notice.take();
        self.restore_view(&opened.view);
        self.notice = notice.or(self.notice.take());
        if std::mem::take(&mut self.switches_to_plain) {
            self.ask_terminal(TerminalEffect::GoPlain);
        }
    }

    fn restore_view(&mut self, view: &View) {
        self.folded = view.folded.iter().cloned().collect();
        if let Some(tab) = Tab::named(&view.tab) {
            self.tab = tab;
        }
        if self.model.course().is_none() {
            self.overlay = Overlay::Problems;
            return;
        }
        let first = self.model.first_lesson(view);
        let first = first.map(|lesson| lesson.id.clone());
        self.pane = Pane::Text;
        self.ask_terminal(TerminalEffect::TakeMouse(!self.no_mouse));
        if let Some(id) = first {
            let folded = self.folded.clone();
            self.open(&id);
            self.folded = folded;
        }
        if self.model.draft().is_some() {
            self.notice = Some("Something you typed was never saved: E opens it.".to_owned());
        }
    }

    /// The course was read again; `before` is what the open lesson was made of.
    pub(super) fn course_reloaded(&mut self, before: Option<&LessonSource>) {
        let lesson = self.model.lesson_id().to_owned();
        let command = self.model.follow_reload(before);
        self.send(command);
        let mut lessons = self.model.lessons().iter();
        let at = lessons.position(|lesson| lesson.id == self.model.lesson_id());
        self.cursor = ListItem::Lesson(at.unwrap_or(0));
        if lesson != self.model.lesson_id() {
            self.begin_lesson();
        }
    }
}
