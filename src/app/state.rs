//! All that the screen shows, as plain data.

use super::form::Form;
use super::lessons::Item;
use super::{DeskFacts, Effect, Extent, Extents, Finding, Finish, Stepping, Tab, Welcome, Writing};
use crate::course::{Course, Lesson};
use crate::desk::{CourseProgress, LessonProgress, View};
use crate::keymap::Key;
use crate::verdict::{PredictionResult, Trace, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The whole state.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, and none excludes another"
)]
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Whether all was loaded.
    pub opened: bool,
    /// Keys that were pressed before that.
    pub early: Vec<Key>,
    /// The course, where it can be read at all.
    pub course: Option<Arc<Course>>,
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// The desk.
    pub desk: Option<DeskFacts>,
    /// How far the learner has come.
    pub progress: CourseProgress,
    /// The row of the list.
    pub cursor: Item,
    /// The id of the lesson that is shown.
    pub lesson: String,
    /// The folded chapters.
    pub folded: BTreeSet<String>,
    /// The pane that has the keys.
    pub pane: Pane,
    /// The tab of the verdict.
    pub tab: Tab,
    /// Whether that pane has the whole screen.
    pub zoomed: bool,
    /// How far each pane is scrolled.
    pub extents: Extents,
    /// What lies on top.
    pub top: Top,
    /// Files as they were read last, by lesson.
    pub files: BTreeMap<String, Result<String, String>>,
    /// Files that are neither as they came nor as they were graded last.
    pub changed: BTreeSet<String>,
    /// Verdicts, by lesson.
    pub graded: BTreeMap<String, Graded>,
    /// What keeps a lesson from being graded, by lesson.
    pub ungraded: BTreeMap<String, String>,
    /// What is being graded: its run, and whether only in passing.
    pub grading: BTreeMap<String, (u64, bool)>,
    /// What is being looked at or predicted: its run.
    pub looking: Option<u64>,
    /// The last number that was given to a run.
    pub last_run: u64,
    /// Predictions that were held against what happened, by lesson and prediction.
    pub foretold: BTreeMap<(String, String), PredictionResult>,
    /// What is being answered.
    pub form: Form,
    /// Where the events of a run stand.
    pub stepping: Stepping,
    /// What rustc explained.
    pub explained: Option<Explained>,
    /// A sentence that should be read.
    pub notice: Option<String>,
    /// Whether the mouse is left to the terminal.
    pub no_mouse: bool,
    /// Whether it goes on line by line as soon as the desk is made.
    pub goes_plain: bool,
    /// Whether only the core lessons are listed and gone through.
    pub core_only: bool,
    /// Whether the built-in editor opens when the file is read.
    pub opens_soon: bool,
    /// Why nothing can be written.
    pub read_only: Option<String>,
    /// Editors on this machine.
    pub editors: Vec<String>,
    /// What was typed and never saved.
    pub drafts: BTreeMap<String, String>,
    /// A chapter or course that was just finished, to be shown when the learner goes on.
    pub finished: Option<Finish>,
    /// What was remembered last.
    pub remembered: Option<View>,
}

/// A verdict and what belongs to it.
#[derive(Clone, Debug)]
pub struct Graded {
    /// What was graded.
    pub text: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What was seen of its borrows.
    pub trace: Option<Trace>,
    /// Whether that is awaited, and under which run.
    pub looking: Option<u64>,
    /// Whether it has been looked at.
    pub looked: bool,
}

/// What rustc says about a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The code.
    pub code: String,
    /// The text; none while rustc is asked.
    pub text: Option<String>,
}

/// The panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The list.
    Lessons,
    /// The lesson's text.
    #[default]
    Text,
    /// The verdict, with its tabs.
    Verdict,
}

/// What lies over everything else.
#[derive(Clone, Debug, Default)]
pub enum Top {
    /// Nothing.
    #[default]
    Nothing,
    /// All keys.
    Help,
    /// What is wrong with the course.
    Problems,
    /// A chapter or the course is done.
    Finish(Finish),
    /// A lesson is looked for.
    Find(Finding),
    /// A yes or no is asked for.
    Question(Asking),
    /// The first start.
    Welcome(Welcome),
    /// The built-in editor.
    Editor(Box<Writing>),
}

/// A question with two answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Put the starter back?
    Reset,
    /// See the solution before passing?
    Spoil,
}

impl State {
    /// The lesson that is shown.
    #[must_use]
    pub fn current(&self) -> Option<&Lesson> {
        self.course.as_ref()?.lesson(&self.lesson)
    }

    /// How far the learner has come with it.
    #[must_use]
    pub fn so_far(&self) -> &LessonProgress {
        self.progress.lesson(&self.lesson)
    }

    /// The verdict on what is on the disk now.
    #[must_use]
    pub fn verdict(&self) -> Option<&Graded> {
        let graded = self.graded.get(&self.lesson)?;
        let now = self.files.get(&self.lesson)?.as_ref().ok()?;
        (*now == graded.text).then_some(graded)
    }

    /// The verdict to be looked at, and whether it is about what is on the disk now: an older one stays in view, and is
    /// not called current, until the new one comes.
    #[must_use]
    pub fn shown(&self) -> Option<(&Graded, bool)> {
        if let Some(graded) = self.verdict() {
            return Some((graded, true));
        }
        // A program that was predicted has no file of its own that could differ.
        let only_seen = !self.files.contains_key(&self.lesson);
        Some((self.graded.get(&self.lesson)?, only_seen))
    }

    /// Whether the lesson that is shown is being graded.
    #[must_use]
    pub fn is_grading(&self) -> bool {
        self.grading.contains_key(&self.lesson)
    }

    /// Whether the lesson is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.current()
            .is_some_and(|lesson| self.progress.is_done(lesson))
    }

    /// The learner's file, as people write its path.
    #[must_use]
    pub fn file_shown(&self) -> Option<&str> {
        let desk = self.desk.as_ref()?;
        Some(desk.shown.get(&self.lesson)?.as_str())
    }

    /// The program in view: the learner's file, or the one that is predicted.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        if let Some(Ok(text)) = self.files.get(&self.lesson) {
            return Some(text);
        }
        let lesson = self.current()?;
        let prediction = self.form.prediction(lesson, self.so_far());
        let prediction = prediction.or(lesson.predictions.last());
        match prediction {
            Some(prediction) => Some(crate::course::prediction_text(lesson, prediction)),
            None => lesson.files.starter.as_deref(),
        }
    }

    /// Whether something plays, so that moments count.
    #[must_use]
    pub fn wants_ticks(&self) -> bool {
        self.stepping.playing
    }

    pub(super) fn new_run(&mut self) -> u64 {
        self.last_run += 1;
        self.last_run
    }

    /// The extent that the keys move.
    pub(super) fn scrolled(&mut self) -> &mut Extent {
        match (&self.top, self.pane) {
            (Top::Nothing, Pane::Text | Pane::Lessons) => &mut self.extents.text,
            (Top::Nothing, Pane::Verdict) => &mut self.extents.verdict,
            _ => &mut self.extents.page,
        }
    }

    /// Takes over what the frame could show; what has no place in it stays as it was.
    pub(super) fn drew(&mut self, extents: &Extents) {
        let take = |mine: &mut Extent, drawn: &Extent| {
            if drawn.page > 0 {
                *mine = *drawn;
            }
        };
        take(&mut self.extents.text, &extents.text);
        take(&mut self.extents.verdict, &extents.verdict);
        take(&mut self.extents.page, &extents.page);
    }

    /// Where the learner is, if that is news.
    pub(super) fn what_to_remember(&mut self) -> Option<Effect> {
        if self.desk.is_none() || self.lesson.is_empty() || self.read_only.is_some() {
            return None;
        }
        let view = View {
            lesson: self.lesson.clone(),
            folded: self.folded.iter().cloned().collect(),
            tab: self.tab.name().to_owned(),
            no_mouse: self.no_mouse,
            core_only: self.core_only,
        };
        if self.remembered.as_ref() == Some(&view) {
            return None;
        }
        self.remembered = Some(view.clone());
        Some(Effect::Remember(view))
    }
}

impl Extent {
    /// Moves by so many lines; the next frame corrects what goes too far.
    pub(super) fn by(&mut self, lines: isize) {
        self.at = self.at.saturating_add_signed(lines).min(self.last);
    }
}
