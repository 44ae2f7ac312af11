//! Arrange lessons: shuffles their lines, and composes the file for an order of lines.

use super::Lesson;
use super::nearest::nearest;
use siphasher::sip::SipHasher13;
use std::hash::{Hash, Hasher};

/// The line of a starter where the chosen lines go.
pub const MARKER: &str = "// <arrange>";

/// Why an order of lines is not possible.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArrangeProblem {
    /// The lesson has no lines.
    #[error("the lesson {0} has no lines to put into order")]
    NothingToArrange(String),
    /// No line shown has this number.
    #[error("there is no line {given} (the lines are numbered from 1 to {last})")]
    NoSuchLine { given: usize, last: usize },
    /// The line with this number was given twice.
    #[error("you gave line {0} twice, but each line can be used only once")]
    Twice(usize),
}

/// Returns the lines as they are shown: shuffled together with the distractors, in the same order every time.
#[must_use]
pub fn shown(lesson: &Lesson) -> Vec<&str> {
    let Some(arrange) = &lesson.arrange else {
        return Vec::new();
    };
    let given: Vec<&str> = arrange
        .lines
        .iter()
        .chain(&arrange.distractors)
        .map(String::as_str)
        .collect();
    let mut mixed: Vec<(u64, &str)> = given
        .iter()
        .enumerate()
        .map(|(place, line)| {
            // `DefaultHasher` may change with any release of Rust, but learners may write down the line numbers.
            let mut hasher = SipHasher13::new();
            (&lesson.id, place, line).hash(&mut hasher);
            (hasher.finish(), *line)
        })
        .collect();
    mixed.sort_unstable();
    let mut mixed: Vec<&str> = mixed.into_iter().map(|(_, line)| line).collect();
    // Chance may leave the answer in place.
    if mixed.starts_with(&given[..arrange.lines.len()]) {
        mixed.rotate_left(1);
    }
    mixed
}

/// Returns the starter with lines in place of the marker: those with these indices among the lines shown.
///
/// # Errors
/// If the indices are not an order of lines of this lesson.
pub fn compose(lesson: &Lesson, order: &[usize]) -> Result<String, ArrangeProblem> {
    let shown = shown(lesson);
    let mut chosen = Vec::new();
    for (before, &index) in order.iter().enumerate() {
        // The number as the learner sees it.
        let number = index.saturating_add(1);
        let line = shown.get(index).ok_or(ArrangeProblem::NoSuchLine {
            given: number,
            last: shown.len(),
        })?;
        if order[..before].contains(&index) {
            return Err(ArrangeProblem::Twice(number));
        }
        chosen.push(*line);
    }
    let starter = lesson
        .files
        .starter
        .as_deref()
        .filter(|_| lesson.arrange.is_some());
    let starter = starter.ok_or_else(|| ArrangeProblem::NothingToArrange(lesson.id.clone()))?;
    Ok(insert(starter, &chosen))
}

/// Returns the file with a distractor in place of the right line that it resembles most, for authors. Returns `None` if it
/// resembles none.
#[must_use]
pub fn with_distractor(lesson: &Lesson, distractor: &str) -> Option<String> {
    let lines = &lesson.arrange.as_ref()?.lines;
    let lines = lines.iter().map(String::as_str);
    let similar = nearest(distractor, lines.clone())?;
    let lines: Vec<&str> = lines
        .map(|line| if line == similar { distractor } else { line })
        .collect();
    Some(insert(lesson.files.starter.as_deref()?, &lines))
}

/// Returns the file with the lines in the right order, for authors.
#[must_use]
pub fn right_order(lesson: &Lesson) -> Option<String> {
    let lines = &lesson.arrange.as_ref()?.lines;
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    Some(insert(lesson.files.starter.as_deref()?, &lines))
}

fn insert(starter: &str, lines: &[&str]) -> String {
    let mut text = String::new();
    for line in starter.lines() {
        if line.trim() == MARKER {
            let indent = &line[..line.len() - line.trim_start().len()];
            for chosen in lines {
                text.extend([indent, chosen, "\n"]);
            }
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Arrange, Course};

    #[test]
    fn the_numbers_of_lines_stay_the_same() {
        let course = Course::embedded().unwrap();
        let lines = |text: &str| text.chars().map(String::from).collect();
        let lesson = Lesson {
            id: "order".to_owned(),
            arrange: Some(Arrange {
                lines: lines("abcd"),
                distractors: lines("ef"),
            }),
            ..course.lessons[0].clone()
        };
        assert_eq!(shown(&lesson).concat(), "befdac");
    }
}
