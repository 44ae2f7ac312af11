//! The course: chapters and lessons, loaded from the binary itself or from a folder through the same code.
//!
//! Everything a lesson says is checked for form here; whether it is *true* is for `author` to find out.

mod arrange;
mod checks;
mod embedded;
mod files;
mod form;
pub mod lesson;
mod loading;
mod manifest;
mod nearest;
mod node;
mod parallel;
mod place;
mod prediction;
mod problem;
mod reading;
mod report;
mod schema;
mod syntax;
mod tree;

pub use arrange::{ArrangeProblem, MARKER, compose, right_order, shown};
pub use lesson::{
    Arrange, Build, Choice, Claim, Edition, FeedbackRule, Files, Head, Hint, Kind, Lesson, Level,
    Limits, Mistake, MustReject, Prediction, Question, Rules, Schedules, Test, When,
};
pub use nearest::nearest;
pub use prediction::{prediction_path, prediction_text};
pub use problem::{Excerpt, Problem, Problems};
pub use tree::Tree;

use serde::Deserialize;
use std::path::Path;

/// A whole course.
#[derive(Clone, Debug)]
pub struct Course {
    /// Keys the learner's progress.
    pub id: String,
    /// What the screens show.
    pub title: String,
    /// The language of its texts.
    pub language: String,
    /// The chapters, in order.
    pub chapters: Vec<Chapter>,
    /// The lessons, in the order of the chapters.
    pub lessons: Vec<Lesson>,
    /// What is said in any lesson, after the lesson's own.
    pub feedback: Vec<FeedbackRule>,
    /// Error codes with what they mean, for predicting.
    pub errors: Vec<ErrorMeaning>,
}

/// A chapter: a title and which lessons stand in it.
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

/// Whether this can be the id of a lesson, a chapter or anything else that progress is keyed by.
#[must_use]
pub fn is_id(text: &str) -> bool {
    checks::ids::good(text)
}

impl Course {
    /// The course that the binary carries.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn embedded() -> Result<Self, Problems> {
        Self::whole(&Tree::embedded())
    }

    /// The course in a folder.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn folder(root: &Path) -> Result<Self, Problems> {
        Self::whole(&Tree::folder(root))
    }

    fn whole(tree: &Tree) -> Result<Self, Problems> {
        match Self::read(tree) {
            (Some(course), problems) if problems.is_empty() => Ok(course),
            (_, problems) => Err(Problems(problems)),
        }
    }

    /// What can be read of a course, and all that is wrong with it: a lesson with problems is left out.
    ///
    /// There is no course where `lessons/course.toml` can't be read.
    #[must_use]
    pub fn read(tree: &Tree) -> (Option<Self>, Vec<Problem>) {
        loading::read(tree)
    }

    /// The lesson with this id.
    #[must_use]
    pub fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.id == id)
    }

    /// The lesson that somebody most likely meant by this.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&Lesson> {
        let ids = self.lessons.iter().map(|lesson| lesson.id.as_str());
        self.lesson(nearest::nearest(id, ids)?)
    }
}
