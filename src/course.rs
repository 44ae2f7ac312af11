//! The course: chapters and lessons, loaded from the binary or from a folder by the same code.
//!
//! The form of a lesson is checked here, with all problems of a file at once; whether its claims are *true* is for
//! `author` to check.

mod arrange;
mod checks;
mod embedded;
mod files;
pub mod lesson;
mod loading;
mod manifest;
mod nearest;
mod node;
mod parallel;
mod paths;
mod problem;
mod reading;
mod schema;
mod syntax;
mod tree;
mod validate;

pub use arrange::{ArrangeProblem, MARKER, compose, right_order, shown};
pub use lesson::{
    Arrange, BuildOptions, Choice, Claim, Edition, FeedbackRule, Files, Head, Hint, Kind, Lesson,
    LessonLimits, Level, Mistake, MustReject, Prediction, Question, Rules, Schedules, Test, When,
    prediction_path, prediction_text,
};
pub use nearest::nearest;
pub use problem::{Excerpt, Problem, Problems};
pub use tree::Tree;

use serde::Deserialize;
use std::path::Path;

/// A whole course.
#[derive(Clone, Debug)]
pub struct Course {
    /// The key of the learner's progress.
    pub id: String,
    /// What the screens show.
    pub title: String,
    /// The language of its texts.
    pub language: String,
    /// The chapters, in order.
    pub chapters: Vec<Chapter>,
    /// The lessons, in the order of the chapters.
    pub lessons: Vec<Lesson>,
    /// The feedback of every lesson, after the lesson's own.
    pub feedback: Vec<FeedbackRule>,
    /// Error codes with what they mean, for predicting.
    pub errors: Vec<ErrorMeaning>,
}

/// A chapter: a title and its lessons.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// Its id: the name of its folders.
    pub id: String,
    /// What the list shows.
    pub title: String,
    /// The ids of its lessons, in order.
    pub lessons: Vec<String>,
}

/// An error code of rustc, and what it means in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorMeaning {
    /// The code.
    pub code: String,
    /// What it means.
    pub means: String,
}

/// Whether this can be the id of a lesson, a chapter or anything else with a key in the progress.
#[must_use]
pub fn is_id(text: &str) -> bool {
    checks::ids::is_valid(text)
}

impl Course {
    /// Loads the course in the binary.
    ///
    /// # Errors
    /// All its problems.
    pub fn embedded() -> Result<Self, Problems> {
        Self::whole(&Tree::embedded())
    }

    /// Loads the course in a folder.
    ///
    /// # Errors
    /// All its problems.
    pub fn folder(root: &Path) -> Result<Self, Problems> {
        Self::whole(&Tree::folder(root))
    }

    fn whole(tree: &Tree) -> Result<Self, Problems> {
        match Self::read(tree) {
            (Some(course), problems) if problems.is_empty() => Ok(course),
            (_, problems) => Err(Problems(problems)),
        }
    }

    /// Reads as much of a course as possible, and returns all its problems; a lesson with problems is left out.
    ///
    /// Without a readable `lessons/course.toml`, there is no course.
    #[must_use]
    pub fn read(tree: &Tree) -> (Option<Self>, Vec<Problem>) {
        loading::read(tree)
    }

    /// Returns the lesson with this id.
    #[must_use]
    pub fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.id == id)
    }

    /// Returns the lessons whose title, id or topics contain all these words; those with a fitting title come first.
    #[must_use]
    pub fn search(&self, words: &str) -> Vec<&Lesson> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let fits = |text: &str| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let by_title = |lesson: &&Lesson| fits(&lesson.head.title) || fits(&lesson.id);
        let by_topic = |lesson: &&Lesson| {
            let topics = lesson.head.concepts.join(" ");
            fits(&format!("{} {topics}", lesson.head.title))
        };
        let rest = self.lessons.iter().filter(|lesson| !by_title(lesson));
        let titles = self.lessons.iter().filter(by_title);
        titles.chain(rest.filter(by_topic)).collect()
    }

    /// Returns the lesson with the nearest id, if one is near enough.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&Lesson> {
        let ids = self.lessons.iter().map(|lesson| lesson.id.as_str());
        self.lesson(nearest::nearest(id, ids)?)
    }
}
