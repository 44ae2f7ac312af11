//! A lesson: what to do next about it.

use super::{Block, NextStep};
use crate::course::{Kind, Lesson};
use crate::desk::LessonProgress;

/// What to do after a verdict that is not passed.
#[must_use]
pub fn after_failure(lesson: &Lesson, progress: &LessonProgress) -> Vec<Block> {
    let mut blocks = Vec::new();
    if progress.hints.len() < lesson.hints.len() {
        blocks.push(Block::next_step(NextStep::Hint, "shows the next hint"));
    }
    blocks.push(match lesson.head.kind {
        Kind::Arrange => Block::next_step(NextStep::Answer, "takes another order of the lines"),
        Kind::Edit | Kind::Predict | Kind::Choose => {
            Block::next_step(NextStep::Check, "grades your file again")
        }
    });
    blocks
}
