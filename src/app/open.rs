//! The start, and a course that was read again.

use super::{Effect, Item, Overlay, Pane, State, Tab, TerminalEffect, Welcome};
use crate::desk::View;
use crate::engine::{LessonSource, Opened};
use crate::report;

impl State {
    /// Everything is loaded: the first start, or the lesson where the learner was.
    pub(super) fn begin_with(&mut self, opened: &Opened) -> Vec<Effect> {
        let notices = opened
            .notices
            .iter()
            .map(|one| report::notice(one, self.model.home.as_deref()));
        let notices: Vec<String> = notices.collect();
        self.notice = (!notices.is_empty()).then(|| notices.join(" · "));
        self.no_mouse = opened.view.no_mouse;
        self.overlay = Overlay::None;
        if self.model.desk.is_none() {
            self.overlay = Overlay::Welcome(Welcome {
                dir: self.model.display_path(&opened.usual_desk),
                ..Welcome::default()
            });
            return Vec::new();
        }
        // Going there begins with a clean slate; what there is to say about the desk is said on it.
        let notice = self.notice.take();
        let mut effects = self.go_where_it_was(&opened.view);
        self.notice = notice.or(self.notice.take());
        if std::mem::take(&mut self.goes_plain) {
            effects.push(Effect::Terminal(TerminalEffect::GoPlain));
        }
        effects
    }

    fn go_where_it_was(&mut self, view: &View) -> Vec<Effect> {
        self.folded = view.folded.iter().cloned().collect();
        if let Some(tab) = Tab::named(&view.tab) {
            self.tab = tab;
        }
        if self.model.course.is_none() {
            self.overlay = Overlay::Problems;
            return Vec::new();
        }
        let first = self.model.first_lesson(view);
        let first = first.map(|lesson| lesson.id.clone());
        self.pane = Pane::Text;
        let mut effects = vec![Effect::Terminal(TerminalEffect::TakeMouse(!self.no_mouse))];
        if let Some(id) = first {
            let folded = self.folded.clone();
            effects.extend(self.open(&id));
            self.folded = folded;
        }
        if self.model.drafts.contains_key(&self.model.lesson) {
            self.notice = Some("Something you typed was never saved: E opens it.".to_owned());
        }
        effects
    }

    /// The course was read again; `before` is what the open lesson was made of.
    pub(super) fn course_reloaded(&mut self, before: Option<&LessonSource>) -> Vec<Effect> {
        let lesson = self.model.lesson.clone();
        let commands = self.model.follow_reload(before);
        let mut lessons = self.model.course.iter().flat_map(|course| &course.lessons);
        let at = lessons.position(|lesson| lesson.id == self.model.lesson);
        self.cursor = Item::Lesson(at.unwrap_or(0));
        if lesson != self.model.lesson {
            self.begin_lesson();
        }
        commands.into_iter().map(Effect::Engine).collect()
    }
}
