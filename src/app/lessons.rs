//! The list of lessons: its rows, and the cursor that moves through them.

use super::{Form, ListItem, Page, Pane, Playback, State, Tab};
use crate::engine::{Next, Refusal};
use crate::report;
use std::time::Duration;

/// Whether to fold or unfold a chapter of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    Close,
    Open,
    Toggle,
}

impl State {
    #[must_use]
    pub fn rows(&self) -> Vec<ListItem> {
        let Some(course) = self.session.model().course() else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for (at, chapter) in course.chapters.iter().enumerate() {
            let lessons = course.lessons.iter().enumerate();
            let lessons = lessons
                .filter(|(_, lesson)| {
                    lesson.chapter == chapter.id && self.session.model().is_listed(lesson)
                })
                .map(|(at, _)| ListItem::Lesson(at));
            let mut lessons = lessons.peekable();
            if self.session.model().core_only() && lessons.peek().is_none() {
                continue;
            }
            rows.push(ListItem::Chapter(at));
            if !self.folded.contains(&chapter.id) {
                rows.extend(lessons);
            }
        }
        let removed = self.model().removed_lessons().len();
        rows.extend((0..removed).map(ListItem::Removed));
        rows
    }

    /// The title of the open lesson's chapter, the lesson's number there, and how many the chapter has.
    #[must_use]
    pub fn place_in_chapter(&self) -> Option<(String, usize, usize)> {
        let (course, open) = (self.model().course()?, self.model().current()?);
        let chapter = course.chapters.iter().find(|it| it.id == open.chapter)?;
        let lessons = course.lessons.iter();
        let listed = lessons.filter(|it| it.chapter == open.chapter && self.model().is_listed(it));
        let ids: Vec<&str> = listed.map(|it| it.id.as_str()).collect();
        let at = ids.iter().position(|id| *id == open.id)?;
        Some((chapter.title.clone(), at + 1, ids.len()))
    }

    pub(super) fn core_or_all(&mut self) {
        self.session.toggle_core();
        if !self.rows().contains(&self.cursor) {
            let course = self.session.model().course();
            let at = course.and_then(|c| {
                c.lessons
                    .iter()
                    .position(|l| l.id == self.session.model().lesson_id())
            });
            self.cursor = ListItem::Lesson(at.unwrap_or(0));
        }
        self.notice = Some(report::lessons_taken(self.model(), "o"));
    }

    /// Returns the first visible row of the list if this many rows are visible.
    #[must_use]
    pub fn first_row(&self, height: usize) -> usize {
        let rows = self.rows();
        let at = rows.iter().position(|row| *row == self.cursor).unwrap_or(0);
        let last = rows.len().saturating_sub(height);
        at.saturating_sub(height / 2).min(last)
    }

    /// Moves the cursor of the list by this many rows, and shows the lesson in its new row.
    pub(super) fn move_cursor(&mut self, by: isize) {
        let rows = self.rows();
        let at = rows.iter().position(|row| *row == self.cursor).unwrap_or(0);
        let to = at
            .saturating_add_signed(by)
            .min(rows.len().saturating_sub(1));
        if let Some(row) = rows.get(to) {
            self.point_at(*row);
        }
    }

    pub(super) fn point_at(&mut self, row: ListItem) {
        self.cursor = row;
        let ListItem::Lesson(at) = row else {
            return;
        };
        let lesson = self
            .session
            .model()
            .course()
            .and_then(|c| c.lessons.get(at));
        if let Some(id) = lesson.map(|lesson| lesson.id.clone()) {
            self.show(&id);
        }
    }

    /// Returns the index and the id of the chapter under the cursor.
    fn chapter(&self) -> Option<(usize, String)> {
        let course = self.model().course()?;
        let at = match self.cursor {
            ListItem::Chapter(at) => at,
            ListItem::Lesson(at) => {
                let id = &course.lessons.get(at)?.chapter;
                course.chapters.iter().position(|c| c.id == *id)?
            }
            ListItem::Removed(_) => return None,
        };
        Some((at, course.chapters.get(at)?.id.clone()))
    }

    pub(super) fn is_folded(&self) -> Option<bool> {
        let (_, id) = self.chapter()?;
        Some(self.folded.contains(&id))
    }

    pub(super) fn fold(&mut self, fold: Fold) {
        let Some((at, id)) = self.chapter() else {
            return;
        };
        let is_folded = self.folded.contains(&id);
        if fold == Fold::Close || (fold == Fold::Toggle && !is_folded) {
            self.folded.insert(id);
            self.cursor = ListItem::Chapter(at);
        } else {
            self.folded.remove(&id);
        }
    }

    pub(super) fn open_list(&mut self) {
        self.before_list = Some((self.pane, self.model().lesson_id().to_owned()));
        self.pane = Pane::Lessons;
    }

    /// Goes back to where the focus was, or to the text if the list has opened another lesson.
    pub(super) fn close_list(&mut self) {
        let before = self.before_list.take();
        let before = before.filter(|(_, lesson)| lesson == self.model().lesson_id());
        self.pane = before.map_or(Pane::Text, |(pane, _)| pane);
    }

    /// Opens a lesson, unfolds its chapter, and moves the cursor of the list to it.
    pub(super) fn open(&mut self, id: &str) {
        let Some(course) = self.session.model().course().cloned() else {
            return;
        };
        let Some(at) = course.lessons.iter().position(|lesson| lesson.id == id) else {
            return;
        };
        self.folded.remove(&course.lessons[at].chapter);
        self.cursor = ListItem::Lesson(at);
        self.show(id);
    }

    /// Shows a lesson, and grades its file if there is no verdict on it yet.
    pub(super) fn show(&mut self, id: &str) {
        if self.session.open_lesson(id) {
            // The tab of the previous lesson may have nothing to show in this one.
            self.tab = Tab::default();
            self.begin_lesson();
        }
    }

    /// Forgets what was shown of the previous lesson.
    pub(super) fn begin_lesson(&mut self) {
        (self.scroll.text, self.scroll.verdict) = Default::default();
        self.playback = Playback::default();
        self.explained = None;
        self.edits_when_read = false;
        self.notice = None;
        self.motion.working_for = Duration::ZERO;
        self.form = Form::default();
        self.show_main_line();
        self.choose_tab();
        if self.tab == Tab::Borrows {
            self.session.trace();
        }
    }

    pub(super) fn choose_tab(&mut self) {
        let tabs = self.tabs();
        let asks = self.begins_with_answer();
        let follows = matches!(
            self.tab,
            Tab::Output | Tab::Compiler | Tab::Tests | Tab::Answer
        );
        if asks
            && !self.session.model().is_done()
            && self
                .session
                .model()
                .verdict()
                .is_none_or(|graded| graded.verdict.passed())
        {
            self.tab = Tab::Answer;
        } else if follows && tabs.contains(&Tab::Output) {
            self.tab = self.tab_of_first_failure();
        } else if !tabs.contains(&self.tab) {
            let first = if asks {
                Some(&Tab::Answer)
            } else {
                tabs.first()
            };
            self.tab = first.copied().unwrap_or_default();
        }
    }

    /// Opens the lesson `by` places further down the list.
    pub(super) fn open_neighbor(&mut self, by: isize) {
        let neighbor = self
            .session
            .model()
            .neighbor(by)
            .map(|lesson| lesson.id.clone());
        if let Some(id) = neighbor {
            // If only one pane is shown at a time, a lesson begins with its text.
            if !self.is_wide() && self.pane != Pane::Lessons {
                self.pane = Pane::Text;
            }
            self.open(&id);
        }
    }

    /// Opens the next lesson, or first the page about what was just finished.
    pub(super) fn open_next(&mut self) {
        match self.session.advance() {
            Next::Finish(finish) => {
                self.open_page(Page::Finish(finish));
            }
            Next::Lesson(id) => {
                self.pane = Pane::Text;
                self.open(&id);
            }
            Next::OnlyThisOne => {
                self.notice = Some(Refusal::OnlyLessonLeft.sentence());
            }
        }
    }
}
