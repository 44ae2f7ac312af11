//! The list: its rows, how each lesson stands, and moving about in it.

use super::{Effect, Form, Pane, State, Stepping, Tab, Top};
use crate::course::{Kind, Lesson};
use crate::desk::next_lesson;

/// A row of the list: a chapter or a lesson, by its place in the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A chapter's title.
    Chapter(usize),
    /// A lesson.
    Lesson(usize),
}

impl Default for Item {
    fn default() -> Self {
        Self::Lesson(0)
    }
}

/// How a lesson stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is being graded.
    Grading,
    /// It is done.
    Done,
    /// Its file was changed and not graded since.
    Changed,
    /// Its last verdict was not good.
    Failed,
    /// Something is asked.
    Asks,
    /// Nothing was done yet.
    Open,
}

impl State {
    /// The rows of the list.
    #[must_use]
    pub fn rows(&self) -> Vec<Item> {
        let Some(course) = &self.course else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for (at, chapter) in course.chapters.iter().enumerate() {
            let lessons = course.lessons.iter().enumerate();
            let lessons = lessons
                .filter(|(_, lesson)| lesson.chapter == chapter.id && self.lists(lesson))
                .map(|(at, _)| Item::Lesson(at));
            let mut lessons = lessons.peekable();
            if self.core_only && lessons.peek().is_none() {
                continue;
            }
            rows.push(Item::Chapter(at));
            if !self.folded.contains(&chapter.id) {
                rows.extend(lessons);
            }
        }
        rows
    }

    /// Whether the list has a lesson: the one in view is always there.
    fn lists(&self, lesson: &Lesson) -> bool {
        self.is_on_path(lesson) || lesson.id == self.lesson
    }

    /// Whether a lesson belongs to what the learner goes through: all lessons, or the core ones.
    #[must_use]
    pub fn is_on_path(&self, lesson: &Lesson) -> bool {
        !self.core_only || lesson.head.core
    }

    /// How many lessons are done of those that the learner goes through, in one chapter or in all.
    #[must_use]
    pub fn counts(&self, chapter: Option<&str>) -> (usize, usize) {
        let lessons = self.course.iter().flat_map(|course| &course.lessons);
        let of = |lesson: &&Lesson| {
            self.is_on_path(lesson) && chapter.is_none_or(|id| lesson.chapter == id)
        };
        lessons.filter(of).fold((0, 0), |(done, of), lesson| {
            (done + usize::from(self.progress.is_done(lesson)), of + 1)
        })
    }

    /// Only the core lessons from here on, or all again.
    pub(super) fn core_or_all(&mut self) {
        self.core_only = !self.core_only;
        if !self.rows().contains(&self.cursor) {
            let course = self.course.as_ref();
            let at = course.and_then(|c| c.lessons.iter().position(|l| l.id == self.lesson));
            self.cursor = Item::Lesson(at.unwrap_or(0));
        }
        let (_, of) = self.counts(None);
        self.notice = Some(if self.core_only {
            format!("Only the {of} core lessons from here on; o brings the others back.")
        } else {
            format!("All {of} lessons again.")
        });
    }

    /// The first row of the list that is seen in so many rows.
    #[must_use]
    pub fn first_row(&self, height: usize) -> usize {
        let rows = self.rows();
        let at = rows.iter().position(|row| *row == self.cursor).unwrap_or(0);
        let last = rows.len().saturating_sub(height);
        at.saturating_sub(height / 2).min(last)
    }

    /// How a lesson stands.
    #[must_use]
    pub fn standing(&self, lesson: &Lesson) -> Standing {
        let last = self.progress.lesson(&lesson.id).verdict.as_ref();
        let asks = matches!(lesson.head.kind, Kind::Predict | Kind::Choose);
        if self.grading.get(&lesson.id).is_some_and(|(_, lazy)| !lazy) {
            Standing::Grading
        } else if self.progress.is_done(lesson) {
            Standing::Done
        } else if self.changed.contains(&lesson.id) {
            Standing::Changed
        } else if last.is_some_and(|verdict| !verdict.passed) {
            Standing::Failed
        } else if asks {
            Standing::Asks
        } else {
            Standing::Open
        }
    }

    /// Moves the cursor of the list by so many rows, and shows the lesson that it comes to.
    pub(super) fn move_cursor(&mut self, by: isize) -> Vec<Effect> {
        let rows = self.rows();
        let at = rows.iter().position(|row| *row == self.cursor).unwrap_or(0);
        let to = at
            .saturating_add_signed(by)
            .min(rows.len().saturating_sub(1));
        match rows.get(to) {
            Some(row) => self.point_at(*row),
            None => Vec::new(),
        }
    }

    /// Puts the cursor on a row.
    pub(super) fn point_at(&mut self, row: Item) -> Vec<Effect> {
        self.cursor = row;
        let Item::Lesson(at) = row else {
            return Vec::new();
        };
        let lesson = self.course.as_ref().and_then(|c| c.lessons.get(at));
        match lesson.map(|lesson| lesson.id.clone()) {
            Some(id) => self.show(&id),
            None => Vec::new(),
        }
    }

    /// Folds or unfolds the chapter under the cursor.
    pub(super) fn fold(&mut self, fold: Option<bool>) {
        let Some(course) = self.course.clone() else {
            return;
        };
        let chapter = match self.cursor {
            Item::Chapter(at) => course.chapters.get(at),
            Item::Lesson(at) => course.lessons.get(at).and_then(|lesson| {
                let mut chapters = course.chapters.iter();
                chapters.find(|chapter| chapter.id == lesson.chapter)
            }),
        };
        let Some(chapter) = chapter else { return };
        let folded = self.folded.contains(&chapter.id);
        if fold.unwrap_or(!folded) {
            self.folded.insert(chapter.id.clone());
            let at = course.chapters.iter().position(|c| c.id == chapter.id);
            self.cursor = Item::Chapter(at.unwrap_or(0));
        } else {
            self.folded.remove(&chapter.id);
        }
    }

    /// Opens a lesson from anywhere: its chapter is unfolded and the list follows.
    pub(super) fn open(&mut self, id: &str) -> Vec<Effect> {
        let Some(course) = self.course.clone() else {
            return Vec::new();
        };
        let Some(at) = course.lessons.iter().position(|lesson| lesson.id == id) else {
            return Vec::new();
        };
        self.folded.remove(&course.lessons[at].chapter);
        self.cursor = Item::Lesson(at);
        self.show(id)
    }

    /// Shows a lesson; its file is graded where nothing is known of it yet.
    pub(super) fn show(&mut self, id: &str) -> Vec<Effect> {
        if self.lesson == id {
            return Vec::new();
        }
        id.clone_into(&mut self.lesson);
        (self.extents.text, self.extents.verdict) = Default::default();
        self.stepping = Stepping::default();
        self.explained = None;
        self.opens_soon = false;
        self.notice = None;
        self.form = Form::default();
        self.choose_tab();
        let mut effects = self.stop_passing_by();
        effects.extend(self.grade_if_unknown());
        effects
    }

    /// Gives up what was graded only because somebody passed by.
    fn stop_passing_by(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.grading.retain(|lesson, (run, lazy)| {
            let stays = !*lazy || *lesson == self.lesson;
            if !stays {
                effects.push(Effect::Cancel { run: *run });
            }
            stays
        });
        effects
    }

    fn grade_if_unknown(&mut self) -> Vec<Effect> {
        let known = self.graded.contains_key(&self.lesson);
        let graded = self.current().is_some_and(Lesson::has_file);
        if known || !graded || self.desk.is_none() || self.is_grading() {
            return Vec::new();
        }
        let lesson = self.lesson.clone();
        self.grade(&lesson, true)
    }

    /// Begins to grade a lesson; what was graded of it before is given up.
    pub(super) fn grade(&mut self, lesson: &str, lazy: bool) -> Vec<Effect> {
        let run = self.new_run();
        let mut effects = Vec::new();
        let before = self.grading.insert(lesson.to_owned(), (run, lazy));
        if let Some((run, _)) = before {
            effects.push(Effect::Cancel { run });
        }
        if let Some(graded) = self.graded.get_mut(lesson)
            && let Some(run) = graded.looking.take()
        {
            effects.push(Effect::Cancel { run });
        }
        effects.push(Effect::Grade {
            run,
            lesson: lesson.to_owned(),
            lazy,
        });
        effects
    }

    /// The tab with which a lesson begins, or goes on after a verdict.
    pub(super) fn choose_tab(&mut self) {
        let tabs = self.tabs();
        let asks = tabs.first() == Some(&Tab::Answer);
        let follows = matches!(
            self.tab,
            Tab::Output | Tab::Compiler | Tab::Tests | Tab::Answer
        );
        if asks && !self.is_done() && self.verdict().is_none_or(|graded| graded.verdict.passed()) {
            self.tab = Tab::Answer;
        } else if follows && tabs.contains(&Tab::Output) {
            self.tab = self.telling_tab();
        } else if !tabs.contains(&self.tab) {
            self.tab = tabs.first().copied().unwrap_or_default();
        }
    }

    /// The lesson so many places further in the course.
    pub(super) fn beside(&mut self, by: isize) -> Vec<Effect> {
        let Some(course) = self.course.clone() else {
            return Vec::new();
        };
        let listed: Vec<_> = course.lessons.iter().filter(|l| self.lists(l)).collect();
        let at = listed.iter().position(|l| l.id == self.lesson);
        let to = at.and_then(|at| at.checked_add_signed(by));
        match to.and_then(|to| listed.get(to)) {
            Some(lesson) => self.open(&lesson.id),
            None => Vec::new(),
        }
    }

    /// Returns the next unfinished lesson after the one in view.
    #[must_use]
    pub fn next_lesson(&self) -> Option<&Lesson> {
        let course = self.course.as_ref()?;
        next_lesson(course, &self.progress, Some(&self.lesson), self.core_only)
    }

    /// Opens the next lesson; what was just finished is shown before.
    pub(super) fn next_open(&mut self) -> Vec<Effect> {
        if let Some(finish) = self.finished.take() {
            self.top = Top::Finish(finish);
            self.extents.page = super::Extent::default();
            return Vec::new();
        }
        match self.next_lesson().map(|lesson| lesson.id.clone()) {
            Some(id) if id != self.lesson => {
                if self.pane == Pane::Verdict {
                    self.pane = Pane::Text;
                }
                self.open(&id)
            }
            Some(_) => {
                self.notice = Some("This is the only lesson that is left.".to_owned());
                Vec::new()
            }
            None => {
                self.top = Top::Finish(self.whole());
                Vec::new()
            }
        }
    }
}
