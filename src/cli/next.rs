//! What to do next: the last lines of commands, and the JSON of `cellmate` without a command.

use super::driver::Driver;
use super::out::{self, Output};
use super::writer::{self, OutputStyle};
use super::{Exit, Options};
use crate::course::{Kind, Lesson};
use crate::engine::Model;
use crate::report::{self, Block};
use crate::rows::Role;
use crate::sanitize;
use serde_json::json;

pub(super) fn run(options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let driver = Driver::open(options, out)?;
    let desk = driver.model.desk.as_ref();
    let next = driver.model.next_lesson();
    out.json(&json!({
        "desk": desk.map(|desk| &desk.dir),
        "next": next.map(|lesson| &lesson.id),
        "file": next.and_then(|lesson| desk?.files.get(&lesson.id)),
    }))?;
    Ok(Exit::Passed)
}

/// Names the next lesson after the open one, and what to do, over several lines.
pub(super) fn lesson(style: OutputStyle, model: &Model) -> String {
    let Some(lesson) = model.next_lesson() else {
        return all_done(model);
    };
    let title = style.paint(Role::Heading, &sanitize::line(&lesson.head.title));
    let mut text = format!("next: {title}\n");
    let desk = model.desk.as_ref();
    if let Some(file) = desk.and_then(|desk| desk.files.get(&lesson.id)) {
        text += &format!("  your file: {}\n", out::path(file));
    }
    text += &command(style, &format!("show {}", lesson.id), "shows the lesson");
    text + &to_do(style, model, lesson)
}

/// Returns what to keep of the open lesson, and the next one.
pub(super) fn after_success(style: OutputStyle, model: &Model, open: &Lesson) -> String {
    let takeaway = writer::prose(style, &open.head.takeaway);
    format!("{takeaway}\n{}", lesson(style, model))
}

/// Names the next lesson after the open one on one line.
pub(super) fn in_one_line(style: OutputStyle, model: &Model) -> String {
    match model.next_lesson() {
        Some(lesson) => {
            let show = style.paint(Role::Accent, &format!("cellmate show {}", lesson.id));
            format!("next: {show}\n")
        }
        None => all_done(model),
    }
}

fn all_done(model: &Model) -> String {
    let lessons = if model.core_only {
        "core lessons"
    } else {
        "lessons"
    };
    format!("All {lessons} are done. `cellmate show ID` opens any of them again.\n")
}

/// Returns the commands that answer and check a lesson.
fn to_do(style: OutputStyle, model: &Model, lesson: &Lesson) -> String {
    let answer = report::to_answer(lesson, model.progress.lesson(&lesson.id));
    let check = (lesson.head.kind == Kind::Edit).then(report::to_check);
    let blocks: Vec<Block> = answer.into_iter().chain(check).collect();
    writer::of_lesson(style, &blocks, &lesson.id)
}

/// Returns a line with a command, and with what it does.
pub(super) fn command(style: OutputStyle, words: &str, does: &str) -> String {
    let typed = format!("cellmate {words}");
    let typed = style.paint(Role::Accent, &format!("{typed:<33} "));
    format!("  {typed} {}\n", style.paint(Role::Dim, does))
}
