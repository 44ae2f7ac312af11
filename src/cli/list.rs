//! `cellmate list`: the chapters, and how each lesson stands.

use super::look::{Look, Paint};
use super::out::Out;
use super::study::Study;
use super::{Exit, Options, next};
use crate::course::{Chapter, Kind, Lesson};
use crate::sanitize;
use serde::Serialize;
use std::path::PathBuf;

/// Show the lessons and how far you have come
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate list --core")]
pub(super) struct Args {
    /// Only the short path, for a workshop
    #[arg(long)]
    core: bool,
}

/// How a lesson stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    Done,
    Failed,
    Open,
}

impl State {
    pub(super) fn of(study: &Study, lesson: &Lesson) -> Self {
        let last = study.of(lesson).verdict.as_ref();
        if study.so_far().is_done(lesson) {
            Self::Done
        } else if last.is_some_and(|verdict| !verdict.passed) {
            Self::Failed
        } else {
            Self::Open
        }
    }

    /// The symbol and the word.
    fn shown(self, look: Look, kind: Kind) -> String {
        let (paint, text) = match (self, kind) {
            (Self::Done, _) => (Paint::Good, "✓ done   "),
            (Self::Failed, _) => (Paint::Bad, "✗ not yet"),
            (Self::Open, Kind::Predict) => (Paint::Accent, "? predict"),
            (Self::Open, Kind::Choose) => (Paint::Accent, "? choose "),
            (Self::Open, Kind::Edit | Kind::Arrange) => (Paint::Dim, "· open   "),
        };
        look.paint(paint, text)
    }
}

#[derive(Serialize)]
struct Listed<'a> {
    course: &'a str,
    title: &'a str,
    done: usize,
    of: usize,
    next: Option<&'a str>,
    chapters: Vec<ListedChapter<'a>>,
}

#[derive(Serialize)]
struct ListedChapter<'a> {
    id: &'a str,
    title: &'a str,
    done: usize,
    of: usize,
    lessons: Vec<ListedLesson<'a>>,
}

#[derive(Serialize)]
struct ListedLesson<'a> {
    id: &'a str,
    title: &'a str,
    kind: Kind,
    level: crate::course::Level,
    core: bool,
    optional: bool,
    state: State,
    file: Option<PathBuf>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let study = Study::open(options)?;
    let chapters = study.course.chapters.iter();
    let chapters: Vec<_> = chapters
        .map(|chapter| listed(&study, chapter, args.core))
        .filter(|chapter| chapter.of > 0)
        .collect();
    let list = Listed {
        course: &study.course.id,
        title: &study.course.title,
        done: chapters.iter().map(|chapter| chapter.done).sum(),
        of: chapters.iter().map(|chapter| chapter.of).sum(),
        next: study.next_lesson(None).map(|lesson| lesson.id.as_str()),
        chapters,
    };
    if out.is_json() {
        out.json(&list)?;
        return Ok(Exit::Passed);
    }
    let look = out.look;
    let title = look.paint(Paint::Strong, &sanitize::line(list.title));
    let core = if args.core { ", core lessons only" } else { "" };
    out.say(&format!(
        "{title}   {} of {} done{core}",
        list.done, list.of
    ))?;
    for chapter in &list.chapters {
        out.say(&drawn(look, chapter))?;
    }
    out.gap()?;
    out.say(&next::in_one_line(look, &study))?;
    Ok(Exit::Passed)
}

fn listed<'a>(study: &'a Study, chapter: &'a Chapter, core: bool) -> ListedChapter<'a> {
    let lessons = study.course.lessons.iter();
    let lessons: Vec<ListedLesson<'_>> = lessons
        .filter(|lesson| lesson.chapter == chapter.id && (lesson.head.core || !core))
        .map(|lesson| ListedLesson {
            id: &lesson.id,
            title: &lesson.head.title,
            kind: lesson.head.kind,
            level: lesson.head.level,
            core: lesson.head.core,
            optional: lesson.head.optional,
            state: State::of(study, lesson),
            file: study.file(lesson),
        })
        .collect();
    let done = lessons.iter().filter(|lesson| lesson.state == State::Done);
    ListedChapter {
        id: &chapter.id,
        title: &chapter.title,
        done: done.count(),
        of: lessons.len(),
        lessons,
    }
}

fn drawn(look: Look, chapter: &ListedChapter<'_>) -> String {
    let title = look.paint(Paint::Strong, &sanitize::line(chapter.title));
    let mut text = format!("\n{title}   {}/{}\n", chapter.done, chapter.of);
    for lesson in &chapter.lessons {
        let state = lesson.state.shown(look, lesson.kind);
        let id = look.paint(Paint::Accent, &format!("{:<20}", lesson.id));
        let title = sanitize::line(lesson.title);
        let optional = if lesson.optional { "  (optional)" } else { "" };
        text += &format!("  {state}  {id} {title}{optional}\n");
    }
    text
}
