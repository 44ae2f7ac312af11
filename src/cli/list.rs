//! `cellmate list`: shows the chapters, and the status of each lesson.

use super::context::CommandContext;
use super::out::Output;
use super::style::{OutputStyle, Paint};
use super::{Exit, Options, next};
use crate::course::{Chapter, Kind, Lesson};
use crate::sanitize;
use serde::Serialize;
use std::path::PathBuf;

/// Show the lessons and how far you have come
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate list --core")]
pub(super) struct Args {
    /// Show only the core lessons, the short path for a workshop
    #[arg(long)]
    core: bool,
}

/// The status of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum ListStatus {
    Done,
    Failed,
    Open,
}

impl ListStatus {
    fn for_lesson(context: &CommandContext, lesson: &Lesson) -> Self {
        let last = context.lesson_progress(lesson).verdict.as_ref();
        if context.progress().is_done(lesson) {
            Self::Done
        } else if last.is_some_and(|verdict| !verdict.passed) {
            Self::Failed
        } else {
            Self::Open
        }
    }

    /// Returns the symbol and the label.
    fn label(self, style: OutputStyle, kind: Kind) -> String {
        let (paint, text) = match (self, kind) {
            (Self::Done, _) => (Paint::Good, "✓ done   "),
            (Self::Failed, _) => (Paint::Bad, "✗ not yet"),
            (Self::Open, Kind::Predict) => (Paint::Accent, "? predict"),
            (Self::Open, Kind::Choose) => (Paint::Accent, "? choose "),
            (Self::Open, Kind::Edit | Kind::Arrange) => (Paint::Dim, "· open   "),
        };
        style.paint(paint, text)
    }
}

#[derive(Serialize)]
struct JsonList<'a> {
    course: &'a str,
    title: &'a str,
    done: usize,
    of: usize,
    next: Option<&'a str>,
    chapters: Vec<JsonChapter<'a>>,
}

#[derive(Serialize)]
struct JsonChapter<'a> {
    id: &'a str,
    title: &'a str,
    done: usize,
    of: usize,
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
    file: Option<PathBuf>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let context = CommandContext::open(options)?;
    let chapters = context.course.chapters.iter();
    let chapters: Vec<_> = chapters
        .map(|chapter| summarize(&context, chapter, args.core))
        .filter(|chapter| chapter.of > 0)
        .collect();
    let list = JsonList {
        course: &context.course.id,
        title: &context.course.title,
        done: chapters.iter().map(|chapter| chapter.done).sum(),
        of: chapters.iter().map(|chapter| chapter.of).sum(),
        next: context.next_lesson(None).map(|lesson| lesson.id.as_str()),
        chapters,
    };
    if out.is_json() {
        out.json(&list)?;
        return Ok(Exit::Passed);
    }
    let style = out.style;
    let title = style.paint(Paint::Strong, &sanitize::line(list.title));
    let core = if args.core { ", core lessons only" } else { "" };
    out.say(&format!(
        "{title}   {} of {} done{core}",
        list.done, list.of
    ))?;
    for chapter in &list.chapters {
        out.say(&render_chapter(style, chapter))?;
    }
    out.gap()?;
    out.say(&next::in_one_line(style, &context))?;
    Ok(Exit::Passed)
}

fn summarize<'a>(context: &'a CommandContext, chapter: &'a Chapter, core: bool) -> JsonChapter<'a> {
    let lessons = context.course.lessons.iter();
    let lessons: Vec<JsonLesson<'_>> = lessons
        .filter(|lesson| lesson.chapter == chapter.id && (lesson.head.core || !core))
        .map(|lesson| JsonLesson {
            id: &lesson.id,
            title: &lesson.head.title,
            kind: lesson.head.kind,
            level: lesson.head.level,
            core: lesson.head.core,
            optional: lesson.head.optional,
            state: ListStatus::for_lesson(context, lesson),
            file: context.file(lesson),
        })
        .collect();
    let done = lessons
        .iter()
        .filter(|lesson| lesson.state == ListStatus::Done);
    JsonChapter {
        id: &chapter.id,
        title: &chapter.title,
        done: done.count(),
        of: lessons.len(),
        lessons,
    }
}

fn render_chapter(style: OutputStyle, chapter: &JsonChapter<'_>) -> String {
    let title = style.paint(Paint::Strong, &sanitize::line(chapter.title));
    let mut text = format!("\n{title}   {}/{}\n", chapter.done, chapter.of);
    for lesson in &chapter.lessons {
        let state = lesson.state.label(style, lesson.kind);
        let id = style.paint(Paint::Accent, &format!("{:<20}", lesson.id));
        let title = sanitize::line(lesson.title);
        let optional = if lesson.optional { "  (optional)" } else { "" };
        text += &format!("  {state}  {id} {title}{optional}\n");
    }
    text
}
