//! The program that a prediction is about: its text, and where it stands.

use super::{Lesson, Prediction};

/// Its text.
#[must_use]
pub fn prediction_text<'a>(lesson: &'a Lesson, prediction: &Prediction) -> &'a str {
    let text = match &prediction.file {
        Some(file) => lesson.files.predictions.get(file),
        None => lesson.files.starter.as_ref(),
    };
    text.map_or("", String::as_str)
}

/// Where it stands on the desk, and in the course.
#[must_use]
pub fn prediction_path(lesson: &Lesson, prediction: &Prediction) -> String {
    match &prediction.file {
        Some(file) => format!("exercises/{}/{file}", lesson.chapter),
        None => lesson.exercise_path(),
    }
}
