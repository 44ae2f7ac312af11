//! What to do next: the last lines of commands, and the JSON of `cellmate` without a command.

use super::driver::Driver;
use super::out::{self, Output};
use super::writer::{self, OutputStyle};
use super::{Exit, Options, questions};
use crate::course::{Kind, Lesson};
use crate::engine::Model;
use crate::engine::form::{self, Task};
use crate::report::{self, Block};
use crate::rows::Role;
use crate::sanitize;
use serde_json::json;

pub(super) fn run(options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let driver = Driver::open(options, out)?;
    let desk = driver.model.desk();
    let next = driver.model.lesson_to_continue();
    out.json(&json!({
        "desk": desk.map(|desk| &desk.dir),
        "next": next.map(|lesson| &lesson.id),
        "file": next.and_then(|lesson| desk?.files.get(&lesson.id)),
    }))?;
    Ok(Exit::Passed)
}

/// Returns the lines that name a lesson and say what to do there.
pub(super) fn lesson(style: OutputStyle, model: &Model, next: Option<&Lesson>) -> String {
    let Some(lesson) = next else {
        return all_done(model);
    };
    let title = style.paint(Role::Heading, &sanitize::line(&lesson.head.title));
    let mut text = format!("next: {title}\n");
    text += &your_file(model, lesson);
    text += &command(style, &format!("show {}", lesson.id), "shows the lesson");
    text + &to_do(style, model, lesson)
}

/// Returns what the learner does next in the open lesson, or, once it is done, its takeaway and the next lesson.
pub(super) fn steps(style: OutputStyle, model: &Model, open: &Lesson) -> String {
    let mut text = String::new();
    // A pass that could not be recorded counts, too.
    let graded = model.graded(&open.id);
    let passed = graded.is_some_and(|graded| graded.verdict.passed());
    let is_done = passed || model.is_done();
    if is_done {
        text += &writer::prose(style, &open.head.takeaway);
        text.push('\n');
    }
    let so_far = model.lesson_progress();
    match form::task(open, so_far) {
        Task::Order | Task::Edit if passed => {}
        Task::Predict(prediction) => text += &questions::how_to_predict(style, open, prediction),
        Task::Order => text += &questions::lines(style, open),
        Task::Edit => {
            text += &writer::text(style, &[report::to_edit(open)]);
            text.push('\n');
            text += &your_file(model, open);
            text += &writer::with_commands(style, &[report::to_check()], &open.id);
        }
        Task::Ask(_) if so_far.answers.is_empty() => {
            text += questions::questions(style, open, so_far).trim_start();
        }
        Task::Ask(question) => {
            text += questions::ask(style, open, question, false).trim_start();
        }
        Task::Done => {}
    }
    // After a pass, an open question comes before the next lesson, but does not lock it.
    if is_done {
        if model.asks() {
            text.push('\n');
        }
        text += &lesson(style, model, model.next_lesson());
    }
    text
}

/// Returns a line with the path of the learner's file, if there is one.
fn your_file(model: &Model, lesson: &Lesson) -> String {
    let file = model.desk().and_then(|desk| desk.files.get(&lesson.id));
    file.map_or(String::new(), |file| {
        format!("  your file: {}\n", out::path(file))
    })
}

/// Returns one line that names the lesson where the learner continues.
pub(super) fn in_one_line(style: OutputStyle, model: &Model) -> String {
    match model.lesson_to_continue() {
        Some(lesson) => {
            let show = style.paint(Role::Accent, &format!("cellmate show {}", lesson.id));
            format!("next: {show}\n")
        }
        None => all_done(model),
    }
}

fn all_done(model: &Model) -> String {
    let lessons = if model.core_only() {
        "core lessons"
    } else {
        "lessons"
    };
    format!("All {lessons} are done. `cellmate show ID` shows any of them again.\n")
}

fn to_do(style: OutputStyle, model: &Model, lesson: &Lesson) -> String {
    let answer = report::to_answer(lesson, model.progress().lesson(&lesson.id));
    let check = (lesson.head.kind == Kind::Edit).then(report::to_check);
    let blocks: Vec<Block> = answer.into_iter().chain(check).collect();
    writer::with_commands(style, &blocks, &lesson.id)
}

/// Returns a line with a command, and with what it does.
pub(super) fn command(style: OutputStyle, words: &str, does: &str) -> String {
    let typed = format!("cellmate {words}");
    let typed = style.paint(Role::Accent, &format!("{typed:<33} "));
    format!("  {typed} {}\n", style.paint(Role::Dim, does))
}
