//! Applies the engine's events to the state of the screen.

use super::{
    ListItem, Overlay, Page, Pane, Playback, ScrollState, State, Tab, TerminalEffect, Welcome, keys,
};
use crate::engine::{Event, Notice, Reaction};
use crate::keymap::{Action, Context, key_name};
use crate::report;

pub(super) fn handle(state: &mut State, event: &Event) {
    for reaction in state.session.on_event(event) {
        state.react(reaction);
    }
}

impl State {
    fn react(&mut self, reaction: Reaction) {
        match reaction {
            Reaction::Opened(notices) => {
                self.opened(&notices);
                for key in std::mem::take(&mut self.queued_keys) {
                    keys::pressed(self, key);
                }
            }
            Reaction::CourseReloaded { lesson_changed, .. } => {
                self.point_at_open_lesson();
                if lesson_changed {
                    self.begin_lesson();
                }
            }
            Reaction::FileRead => {
                if std::mem::take(&mut self.edits_when_read) {
                    self.edit_here();
                }
            }
            Reaction::FileWritten { lesson, text } => {
                if let Overlay::Editor(editor) = &mut self.overlay
                    && editor.lesson == lesson
                {
                    editor.base = text;
                    editor.is_draft = false;
                }
            }
            Reaction::Graded { passed, was_asked } => self.graded(passed, was_asked),
            Reaction::Traced => {
                self.playback = Playback::default();
                self.show_main_event();
            }
            Reaction::PredictionJudged => {
                self.scroll.verdict = ScrollState::default();
                self.playback = Playback::default();
            }
            Reaction::PredictionFailed(why) => self.form.problem = Some(why),
            Reaction::Notice(notice) => {
                self.notice = Some(report::notice(&notice, self.model().home()));
            }
            // The band says so.
            Reaction::NotGraded => {}
        }
    }

    fn graded(&mut self, passed: bool, was_asked: bool) {
        // If the learner is answering a question, that tab stays open.
        let answering = self.tab == Tab::Answer && self.session.model().asks();
        // What is typed or chosen stays there, too: the band says how the file was graded.
        let is_in_form = answering && self.shows_choice();
        if !is_in_form {
            self.scroll.verdict = ScrollState::default();
        }
        self.playback = Playback::default();
        self.explained = None;
        self.show_main_line();
        if passed && !answering {
            self.tab = Tab::Output;
        }
        // If only one pane is shown at a time, this is the one that matters now.
        let is_reading = matches!(self.pane, Pane::Text | Pane::File);
        if (passed || was_asked) && !answering && is_reading && !self.is_wide() {
            self.pane = Pane::Verdict;
        }
        if !is_in_form && (!passed || !answering) {
            self.choose_tab();
        }
        if self.tab == Tab::Borrows {
            self.session.trace();
        }
    }

    pub(super) fn show_file(&mut self) {
        self.pane = Pane::File;
        if !self.shows_file() {
            // If another pane has its place, it gets the whole screen.
            self.zoomed = true;
        }
    }

    /// Scrolls the file so that the main line is in view, with a few lines above it.
    pub(super) fn show_main_line(&mut self) {
        self.file_scrolled = false;
        let line = self.session.model().main_line();
        let line = line.map_or(0, |line| line.saturating_sub(4));
        self.scroll.file.at = usize::try_from(line).unwrap_or(0);
        // The next frame says how far it can be scrolled.
        self.scroll.file.last = usize::MAX;
    }

    pub(super) fn show_tab(&mut self, tab: Tab) {
        if self.tab != tab {
            self.scroll.verdict = ScrollState::default();
        }
        let is_other = self.tab != tab;
        self.tab = tab;
        self.pane = Pane::Verdict;
        if tab == Tab::Borrows {
            self.session.trace();
            if is_other && self.session.position.step.is_none() {
                self.show_main_event();
            }
        }
    }
}

impl State {
    /// Shows the page of the first start, or else the lesson where the learner continues.
    fn opened(&mut self, notices: &[Notice]) {
        let home = self.model().home();
        let notices: Vec<String> = notices
            .iter()
            .map(|one| report::notice(one, home))
            .collect();
        let notice = (!notices.is_empty()).then(|| notices.join(" · "));
        self.no_mouse = self.session.view().no_mouse;
        self.overlay = Overlay::None;
        if self.model().desk().is_none() {
            self.notice = notice;
            self.overlay = Overlay::Welcome(Welcome {
                dir: self.model().usual_desk(),
                ..Welcome::default()
            });
            return;
        }
        self.restore_view();
        if notice.is_some() {
            self.notice = notice;
        }
        if std::mem::take(&mut self.switches_to_plain) {
            self.ask_terminal(TerminalEffect::GoPlain);
        }
    }

    fn restore_view(&mut self) {
        let view = self.session.view();
        self.folded = view.folded.iter().cloned().collect();
        if let Some(tab) = Tab::named(&view.tab) {
            self.tab = tab;
        }
        self.pane = Pane::Text;
        self.point_at_open_lesson();
        if std::mem::take(&mut self.is_first_start) {
            self.fold_other_chapters();
        }
        self.begin_lesson();
        if self.model().course().is_none() {
            self.open_page(Page::Problems);
            return;
        }
        self.ask_terminal(TerminalEffect::TakeMouse(!self.no_mouse));
        if self.model().draft().is_some() {
            self.notice = Some(report::unsaved_draft(&key_name(
                Context::Main,
                Action::EditBuiltIn,
            )));
        }
    }

    fn fold_other_chapters(&mut self) {
        let open = self.model().current().map(|lesson| lesson.chapter.clone());
        let Some(course) = self.model().course().filter(|_| open.is_some()) else {
            return;
        };
        let chapters = course.chapters.iter().map(|chapter| &chapter.id);
        self.folded = chapters
            .filter(|id| Some(*id) != open.as_ref())
            .cloned()
            .collect();
    }

    fn point_at_open_lesson(&mut self) {
        let mut lessons = self.model().lessons().iter();
        let at = lessons.position(|lesson| lesson.id == self.model().lesson_id());
        self.cursor = ListItem::Lesson(at.unwrap_or(0));
    }
}
