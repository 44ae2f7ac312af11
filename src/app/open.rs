//! The start, and a course that was read again.

use super::{Effect, Item, Overlay, Pane, State, Tab, TerminalEffect, Welcome};
use crate::desk::{View, next_lesson};
use crate::engine::Opened;

/// The TOML and the hidden tests of a lesson.
pub(super) type LessonSource = (String, Option<String>);

/// The notice that a draft was never saved.
pub const UNSAVED: &str = "Something you typed was never saved: E opens it.";

impl State {
    /// Everything is loaded: the first start, or the lesson where the learner was.
    pub(super) fn begin_with(&mut self, opened: &Opened) -> Vec<Effect> {
        let notices = opened.notices.iter().map(|one| self.model.sentence(one));
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
        let mut effects = self.go_where_it_was(&opened.view, None);
        self.notice = notice.or(self.notice.take());
        if std::mem::take(&mut self.goes_plain) {
            effects.push(Effect::Terminal(TerminalEffect::GoPlain));
        }
        effects
    }

    fn go_where_it_was(&mut self, view: &View, at: Option<&str>) -> Vec<Effect> {
        self.folded = view.folded.iter().cloned().collect();
        if let Some(tab) = Tab::named(&view.tab) {
            self.tab = tab;
        }
        let Some(course) = self.model.course.clone() else {
            self.overlay = Overlay::Problems;
            return Vec::new();
        };
        let wanted = at.unwrap_or(&view.lesson);
        let next = next_lesson(&course, &self.model.progress, None, self.model.core_only);
        let next = next.or(course.lessons.first());
        let lesson = course.lesson(wanted).or(next);
        let id = lesson.map(|lesson| lesson.id.clone());
        self.pane = Pane::Text;
        let mut effects = vec![Effect::Terminal(TerminalEffect::TakeMouse(!self.no_mouse))];
        if let Some(id) = id {
            let folded = self.folded.clone();
            effects.extend(self.open(&id));
            self.folded = folded;
        }
        if self.model.drafts.contains_key(&self.model.lesson) {
            self.notice = Some(UNSAVED.to_owned());
        }
        effects
    }

    /// The course was read again; `before` is what the open lesson was made of.
    pub(super) fn course_reloaded(&mut self, before: Option<&LessonSource>) -> Vec<Effect> {
        let Some(course) = self.model.course.clone() else {
            return Vec::new();
        };
        let there = course.lesson(&self.model.lesson);
        let Some(lesson) = there.or(course.lessons.first()) else {
            self.model.lesson.clear();
            return Vec::new();
        };
        let id = lesson.id.clone();
        let at = course.lessons.iter().position(|lesson| lesson.id == id);
        self.cursor = Item::Lesson(at.unwrap_or(0));
        if id != self.model.lesson {
            return self.show(&id);
        }
        if before == self.lesson_source().as_ref()
            || !lesson.has_file()
            || self.model.desk.is_none()
        {
            return Vec::new();
        }
        self.grade()
    }

    /// What the open lesson is made of.
    pub(super) fn lesson_source(&self) -> Option<LessonSource> {
        let lesson = self.model.current()?;
        Some((lesson.toml.clone(), lesson.files.hidden.clone()))
    }
}
