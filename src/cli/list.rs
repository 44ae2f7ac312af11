//! `cellmate list`: shows the chapters, and the status of each lesson.

use super::driver::Driver;
use super::out::Output;
use super::writer::OutputStyle;
use super::{Exit, Options, next};
use crate::course::{Chapter, Course, Kind};
use crate::engine::{LessonStatus, Model};
use crate::rows::Role;
use crate::{report, sanitize};
use serde::Serialize;
use std::path::Path;

/// Show the lessons and your progress
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate list --core")]
pub(super) struct Args {
    /// Show only the core lessons, the short path for a workshop
    #[arg(long)]
    core: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum ListStatus {
    Done,
    Failed,
    Open,
}

impl From<LessonStatus> for ListStatus {
    fn from(status: LessonStatus) -> Self {
        match status {
            LessonStatus::Done | LessonStatus::DoneEarlier => Self::Done,
            LessonStatus::Failed => Self::Failed,
            LessonStatus::Grading
            | LessonStatus::Changed
            | LessonStatus::Asks
            | LessonStatus::Open => Self::Open,
        }
    }
}

fn label(style: OutputStyle, status: LessonStatus) -> String {
    let (role, symbol) = match status {
        LessonStatus::Done => (Role::Good, "✓"),
        LessonStatus::DoneEarlier => (Role::Dim, "✓"),
        LessonStatus::Failed => (Role::Bad, "✗"),
        LessonStatus::Asks => (Role::Accent, "?"),
        LessonStatus::Grading | LessonStatus::Changed | LessonStatus::Open => (Role::Dim, "·"),
    };
    let word = report::lesson_status(status);
    style.paint(role, &format!("{symbol} {word:<14}"))
}

#[derive(Serialize)]
struct JsonList<'a> {
    course: &'a str,
    title: &'a str,
    done: usize,
    total: usize,
    next: Option<&'a str>,
    chapters: Vec<JsonChapter<'a>>,
    /// Lessons that an update removed from the course.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed: Vec<JsonRemoved<'a>>,
}

#[derive(Serialize)]
struct JsonRemoved<'a> {
    id: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct JsonChapter<'a> {
    id: &'a str,
    title: &'a str,
    done: usize,
    total: usize,
    lessons: Vec<JsonLesson<'a>>,
}

#[derive(Serialize)]
struct JsonLesson<'a> {
    id: &'a str,
    title: &'a str,
    kind: Kind,
    level: crate::course::Level,
    core: bool,
    optional: bool,
    state: ListStatus,
    #[serde(skip)]
    status: LessonStatus,
    file: Option<&'a Path>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let driver = Driver::open(options, out)?;
    let (model, course) = (&driver.model, driver.course());
    let chapters = course.chapters.iter();
    let chapters: Vec<_> = chapters
        .map(|chapter| summarize(model, &course, chapter, args.core))
        .filter(|chapter| chapter.total > 0)
        .collect();
    let list = JsonList {
        course: &course.id,
        title: &course.title,
        done: chapters.iter().map(|chapter| chapter.done).sum(),
        total: chapters.iter().map(|chapter| chapter.total).sum(),
        next: model.lesson_to_continue().map(|lesson| lesson.id.as_str()),
        chapters,
        removed: removed(model),
    };
    if out.is_json() {
        out.json(&list)?;
        return Ok(Exit::Passed);
    }
    let style = out.style;
    let title = style.paint(Role::Heading, &sanitize::line(list.title));
    let core = if args.core { ", core lessons only" } else { "" };
    out.say(&format!(
        "{title}   {} of {} done{core}",
        list.done, list.total
    ))?;
    for chapter in &list.chapters {
        out.say(&render_chapter(style, chapter))?;
    }
    if !list.removed.is_empty() {
        let title = style.paint(Role::Heading, "No longer in the course");
        out.say(&format!(
            "\n{title}   cellmate keeps your files and your progress"
        ))?;
        for lesson in &list.removed {
            let id = format!("{:<20}", sanitize::line(lesson.id));
            out.say(&format!("  {id} {}", sanitize::line(lesson.title)))?;
        }
    }
    out.gap()?;
    out.say(&next::in_one_line(style, model))?;
    Ok(Exit::Passed)
}

fn removed(model: &Model) -> Vec<JsonRemoved<'_>> {
    let removed = model.removed_lessons().iter();
    removed
        .map(|lesson| JsonRemoved {
            id: &lesson.id,
            title: &lesson.title,
        })
        .collect()
}

fn summarize<'a>(
    model: &'a Model,
    course: &'a Course,
    chapter: &'a Chapter,
    core: bool,
) -> JsonChapter<'a> {
    let files = model.desk().map(|desk| &desk.files);
    let lessons = course.lessons.iter();
    let lessons: Vec<JsonLesson<'_>> = lessons
        .filter(|lesson| lesson.chapter == chapter.id && (lesson.head.core || !core))
        .map(|lesson| JsonLesson {
            id: &lesson.id,
            title: &lesson.head.title,
            kind: lesson.head.kind,
            level: lesson.head.level,
            core: lesson.head.core,
            optional: lesson.head.optional,
            state: model.status(lesson).into(),
            status: model.status(lesson),
            file: files.and_then(|files| files.get(&lesson.id).map(AsRef::as_ref)),
        })
        .collect();
    let done = lessons
        .iter()
        .filter(|lesson| lesson.state == ListStatus::Done);
    JsonChapter {
        id: &chapter.id,
        title: &chapter.title,
        done: done.count(),
        total: lessons.len(),
        lessons,
    }
}

fn render_chapter(style: OutputStyle, chapter: &JsonChapter<'_>) -> String {
    let title = style.paint(Role::Heading, &sanitize::line(chapter.title));
    let mut text = format!("\n{title}   {}/{}\n", chapter.done, chapter.total);
    for lesson in &chapter.lessons {
        let state = label(style, lesson.status);
        let id = style.paint(Role::Accent, &format!("{:<20}", lesson.id));
        let title = sanitize::line(lesson.title);
        let optional = if lesson.optional { "  (optional)" } else { "" };
        text += &format!("  {state}  {id} {title}{optional}\n");
    }
    text
}
