//! What to do next: the last lines of commands, and the JSON of `cellmate` without a command.

use super::context::CommandContext;
use super::out::Output;
use super::style::{self, OutputStyle, Paint};
use super::{Exit, Options};
use crate::course::{Kind, Lesson};
use crate::sanitize;
use serde_json::json;

pub(super) fn run(options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let context = CommandContext::open(options)?;
    let next = context.next_lesson(None);
    out.json(&json!({
        "desk": context.desk().ok().map(|desk| desk.dir().to_owned()),
        "next": next.map(|lesson| &lesson.id),
        "file": next.and_then(|lesson| context.file(lesson)),
    }))?;
    Ok(Exit::Passed)
}

/// Names the next lesson after the lesson with the id `after`, and what to do, over several lines.
pub(super) fn after(style: OutputStyle, context: &CommandContext, after: Option<&str>) -> String {
    let Some(lesson) = context.next_lesson(after) else {
        return all_done(context);
    };
    let title = style.paint(Paint::Strong, &sanitize::line(&lesson.head.title));
    let mut text = format!("next: {title}\n");
    if let Some(file) = context.file(lesson) {
        text += &format!("  your file: {}\n", style::path(&file));
    }
    text += &command(style, &format!("show {}", lesson.id), "read the lesson");
    text += &command(style, &next_command(lesson), next_command_help(lesson));
    text
}

/// Names the first unfinished lesson on one line.
pub(super) fn in_one_line(style: OutputStyle, context: &CommandContext) -> String {
    match context.next_lesson(None) {
        Some(lesson) => {
            let show = style.paint(Paint::Accent, &format!("cellmate show {}", lesson.id));
            format!("next: {show}\n")
        }
        None => all_done(context),
    }
}

fn all_done(context: &CommandContext) -> String {
    let lessons = if context.core_only() {
        "core lessons"
    } else {
        "lessons"
    };
    format!("All {lessons} are done. `cellmate show ID` opens any of them again.\n")
}

fn next_command(lesson: &Lesson) -> String {
    match lesson.head.kind {
        Kind::Edit => format!("check {}", lesson.id),
        Kind::Predict | Kind::Choose | Kind::Arrange => format!("answer {} …", lesson.id),
    }
}

fn next_command_help(lesson: &Lesson) -> &'static str {
    match lesson.head.kind {
        Kind::Edit => "after you have changed the file",
        Kind::Predict => "predict what the program does",
        Kind::Choose => "answer its questions",
        Kind::Arrange => "put its lines in order",
    }
}

/// Returns a line with a command, and with what it does.
pub(super) fn command(style: OutputStyle, words: &str, does: &str) -> String {
    let typed = format!("cellmate {words}");
    let typed = style.paint(Paint::Accent, &format!("{typed:<33} "));
    format!("  {typed} {}\n", style.paint(Paint::Dim, does))
}
