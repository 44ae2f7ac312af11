//! What there is to begin with, and a course that was read once more.

use super::{Effect, Item, Opened, Pane, State, Tab, Top, Welcome};
use crate::course::Course;
use crate::desk::{View, next_lesson};
use std::sync::Arc;

/// What is said where a draft was left behind.
pub const UNSAVED: &str = "Something you typed was never saved: E opens it.";

impl State {
    /// All is loaded: the first start, or the lesson where the learner was.
    pub(super) fn open_all(&mut self, opened: Opened) -> Vec<Effect> {
        self.opened = true;
        self.course = opened.course;
        self.problems = opened.problems;
        self.progress = opened.progress;
        self.read_only = opened.read_only;
        self.notice = opened.notice;
        self.editors = opened.editors;
        self.drafts = opened.drafts;
        self.desk = opened.desk;
        self.no_mouse = opened.view.no_mouse;
        self.core_only = opened.view.core_only;
        self.top = Top::Nothing;
        if self.desk.is_none() {
            self.top = Top::Welcome(Welcome {
                dir: opened.usual_desk,
                ..Welcome::default()
            });
            return Vec::new();
        }
        // Going there begins with a clean slate; what there is to say about the desk is said on it.
        let notice = self.notice.take();
        let mut effects = self.go_where_it_was(&opened.view, opened.at.as_deref());
        self.notice = notice.or(self.notice.take());
        if std::mem::take(&mut self.goes_plain) {
            effects.push(Effect::GoPlain);
        }
        effects
    }

    fn go_where_it_was(&mut self, view: &View, at: Option<&str>) -> Vec<Effect> {
        self.folded = view.folded.iter().cloned().collect();
        if let Some(tab) = Tab::named(&view.tab) {
            self.tab = tab;
        }
        let Some(course) = self.course.clone() else {
            self.top = Top::Problems;
            return Vec::new();
        };
        let wanted = at.unwrap_or(&view.lesson);
        let next = next_lesson(&course, &self.progress, None, self.core_only);
        let next = next.or(course.lessons.first());
        let lesson = course.lesson(wanted).or(next);
        let id = lesson.map(|lesson| lesson.id.clone());
        self.pane = Pane::Text;
        let mut effects = vec![Effect::TakeMouse(!self.no_mouse)];
        if let Some(id) = id {
            let folded = self.folded.clone();
            effects.extend(self.open(&id));
            self.folded = folded;
        }
        if self.drafts.contains_key(&self.lesson) {
            self.notice = Some(UNSAVED.to_owned());
        }
        effects
    }

    /// The course's own files changed.
    pub(super) fn read_again(
        &mut self,
        course: Option<Arc<Course>>,
        problems: Vec<String>,
    ) -> Vec<Effect> {
        self.problems = problems;
        let Some(course) = course else {
            // What was read before is better than nothing, while it is mended.
            return Vec::new();
        };
        let before = self
            .current()
            .map(|l| (l.toml.clone(), l.files.hidden.clone()));
        self.course = Some(course.clone());
        let there = course.lesson(&self.lesson).or(course.lessons.first());
        let Some(lesson) = there else {
            self.lesson.clear();
            return Vec::new();
        };
        let id = lesson.id.clone();
        let at = course.lessons.iter().position(|lesson| lesson.id == id);
        self.cursor = Item::Lesson(at.unwrap_or(0));
        if id != self.lesson {
            return self.show(&id);
        }
        let now = Some((lesson.toml.clone(), lesson.files.hidden.clone()));
        if before == now || !lesson.has_file() || self.desk.is_none() {
            return Vec::new();
        }
        self.grade(&id, false)
    }
}
