//! A lesson, a chapter, the core lessons or the whole course is done: what to keep, and what comes next.

use super::{Block, Headline, NextStep, Tone};
use crate::course::{Course, Lesson};
use crate::desk::{CourseProgress, LessonProgress};
use crate::engine::{Finish, Model};
use crate::sanitize;
use crate::text::plural;

/// Returns the page about what was just finished.
#[must_use]
pub fn finish(model: &Model, finish: &Finish) -> Vec<Block> {
    let Some(course) = model.course() else {
        return Vec::new();
    };
    let progress = model.progress();
    match finish {
        Finish::Chapter(id) => finished_chapter(course, progress, id, model.next_lesson()),
        Finish::Core => {
            let (_, core) = model.counts(None);
            finished_core(course, progress, course.lessons.len() - core)
        }
        Finish::Course => finished_course(course, progress),
    }
}

/// Says that a chapter is done, with its takeaways together. `next` is the lesson that comes after it.
#[must_use]
pub fn finished_chapter(
    course: &Course,
    progress: &CourseProgress,
    chapter: &str,
    next: Option<&Lesson>,
) -> Vec<Block> {
    let title = course.chapters.iter().find(|one| one.id == chapter);
    let title = title.map_or("", |chapter| chapter.title.as_str());
    let mut blocks = vec![done(title, "this chapter is done")];
    if let Some(next) = next {
        blocks.push(next_lesson(next));
    }
    blocks.push(Block::Note(Tone::Quiet, "What to keep:".to_owned()));
    let lessons = course.lessons.iter();
    for lesson in lessons.filter(|one| one.chapter == chapter && progress.is_done(one)) {
        blocks.push(Block::Heading(lesson.head.title.clone()));
        blocks.push(Block::Prose(lesson.head.takeaway.clone()));
    }
    blocks
}

/// Says that the core lessons are done, and that there are `others`.
#[must_use]
pub fn finished_core(course: &Course, progress: &CourseProgress, others: usize) -> Vec<Block> {
    let mut blocks = vec![done(&course.title, "the core lessons are done")];
    blocks.extend(predictions(course, progress));
    let them = if others == 1 { "it" } else { "any of them" };
    let others = plural(others, "more lesson");
    blocks.push(Block::Prose(format!(
        "The course continues with {others}. You can do {them} on its own."
    )));
    blocks.push(Block::next_step(NextStep::AllLessons, "shows all lessons"));
    blocks
}

/// Says that all lessons are done, apart from those that are optional.
#[must_use]
pub fn finished_course(course: &Course, progress: &CourseProgress) -> Vec<Block> {
    let counts = progress.counts(course);
    let is_short = counts.iter().any(|count| count.done < count.total);
    let status = if is_short {
        "all required lessons are done"
    } else {
        "all lessons are done"
    };
    let mut blocks = vec![done(&course.title, status)];
    let chapters = course.chapters.iter().zip(&counts);
    let lines = chapters.map(|(chapter, count)| {
        format!("{}: {} of {} done", chapter.title, count.done, count.total)
    });
    blocks.push(Block::Lines(lines.collect()));
    if is_short {
        blocks.push(Block::Note(
            Tone::Quiet,
            "The remaining lessons are optional.".to_owned(),
        ));
    }
    blocks.extend(predictions(course, progress));
    blocks.push(Block::Prose(
        "Your files stay where they are, and you can open every lesson again. \
         `cellmate trace FILE` shows the borrows and locks of any single-file program."
            .to_owned(),
    ));
    blocks
}

/// Says how far the learner has come and how to come back, for the shell; `None` without a desk.
#[must_use]
pub fn farewell(model: &Model) -> Option<String> {
    model.desk()?;
    model.course()?;
    let (done, all) = model.counts(None);
    let next = match model.current().filter(|_| !model.is_done()) {
        Some(open) => Some(open),
        None => model.next_lesson(),
    };
    let next = next.map(|next| sanitize::line(&next.head.title.replace('`', "")));
    let next = next.map_or(String::new(), |title| format!(" Next: {title}."));
    Some(format!(
        "{done} of {all} lessons done.{next} Come back with: cellmate"
    ))
}

/// Says what to do after finishing a lesson; `next` is the lesson that comes after it, among the core lessons if
/// `core_only`.
#[must_use]
pub fn after_success(
    next: Option<&Lesson>,
    core_only: bool,
    has_solution: bool,
    has_open_question: bool,
) -> Vec<Block> {
    let mut blocks = if let Some(next) = next {
        vec![next_lesson(next)]
    } else {
        let core = if core_only { "core " } else { "" };
        let says = format!("All {core}lessons are done.");
        vec![
            Block::Note(Tone::Good, says),
            Block::next_step(NextStep::NextLesson, "shows a summary of the course"),
        ]
    };
    if has_solution {
        let does = "shows a sample solution beside your file";
        blocks.push(Block::next_step(NextStep::Solution, does));
    }
    if has_open_question {
        let does = "asks a question";
        blocks.push(Block::next_step(NextStep::Answer, does));
    }
    blocks
}

/// Says what it took to pass: `3 tests, 1 hint, 4 tries`.
#[must_use]
pub fn effort(tests: usize, progress: &LessonProgress) -> String {
    let tries = usize::try_from(progress.attempts).unwrap_or(usize::MAX);
    let counts = [
        (tests, plural(tests, "test")),
        (progress.hints.len(), plural(progress.hints.len(), "hint")),
        (
            tries,
            if tries == 1 {
                "1 try".to_owned()
            } else {
                format!("{tries} tries")
            },
        ),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    counts
        .map(|(_, words)| words)
        .collect::<Vec<_>>()
        .join(", ")
}

fn next_lesson(next: &Lesson) -> Block {
    let does = format!("goes to \"{}\"", next.head.title.replace('`', ""));
    Block::next_step(NextStep::NextLesson, &does)
}

fn done(title: &str, status: &str) -> Block {
    Block::Headline(Headline {
        tone: Tone::Good,
        status: format!("{title}: {status}"),
        detail: None,
        millis: None,
    })
}

fn predictions(course: &Course, progress: &CourseProgress) -> Option<Block> {
    let of = |lesson: &Lesson| progress.lesson(&lesson.id).predictions.values();
    let (mut right, mut all) = (0, 0);
    for said in course.lessons.iter().flat_map(of) {
        all += 1;
        right += usize::from(said.right);
    }
    let says = format!("You got {right} of {} right.", plural(all, "prediction"));
    (all > 0).then_some(Block::Prose(says))
}
