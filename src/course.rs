//! The course: chapters and lessons, loaded from the binary itself or from a folder through the same code.
//!
//! Everything a lesson says is checked for form here; whether it is *true* is for `author` to find out.

pub mod lesson;

pub use lesson::{
    Arrange, Build, Choice, Claim, Edition, Feedback, Files, Head, Hint, Kind, Lesson, Level,
    Limits, Mistake, MustReject, Prediction, Question, Rules, Schedules, Test, When,
};

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
    pub feedback: Vec<Feedback>,
    /// Error codes with what they mean, for predicting.
    pub errors: Vec<ErrorMeaning>,
}

/// A chapter: a title and which lessons stand in it.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// Its id: the name of its folders.
    pub id: String,
    /// What the list shows.
    pub title: String,
    /// The ids of its lessons, in order.
    pub lessons: Vec<String>,
}

/// An error code of rustc, and what it means in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorMeaning {
    /// The code.
    pub code: String,
    /// What it means.
    pub means: String,
}

impl Course {
    /// The lesson with this id.
    #[must_use]
    pub fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.id == id)
    }
}
