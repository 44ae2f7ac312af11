//! `cellmate show ID`: shows the text of a lesson and its task.

use super::driver::Driver;
use super::out::{self, Output};
use super::{Exit, Options, next, questions, writer};
use crate::course::{self, Kind, Lesson};
use crate::engine::Model;
use crate::report;
use serde_json::{Value, json};

/// Show the text of a lesson and its task
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate show rate_limiter")]
pub(super) struct Args {
    /// The lesson (default: the one that you used last, or the next unfinished one)
    id: Option<String>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut driver = Driver::open(options, out)?;
    let opened = driver.lesson_or_next(args.id.as_ref(), "show")?;
    let model = &driver.model;
    let Some(lesson) = &opened else {
        out.say(&next::in_one_line(out.style, model))?;
        return Ok(Exit::Passed);
    };
    if out.is_json() {
        out.json(&as_json(model, lesson))?;
        return Ok(Exit::Passed);
    }
    if let Some(course) = model.course() {
        let head = report::lesson_head(course, lesson, model.status(lesson));
        out.say(&writer::text(out.style, &head))?;
    }
    out.gap()?;
    out.say(&writer::prose(out.style, &lesson.head.text))?;
    let todo = questions::all(out.style, model, lesson);
    if !todo.is_empty() {
        out.say(&format!("\n{}", todo.trim_end()))?;
    }
    if let Some(file) = model.file() {
        out.say(&format!("\nYour file: {}", out::path(file)))?;
        let check = [report::to_check()];
        out.say(&writer::with_commands(out.style, &check, &lesson.id))?;
    } else if model.desk().is_none() {
        out.say("\nTo work on it, you need a desk (the folder for your files):")?;
        out.say(&next::command(
            out.style,
            "init",
            "creates one in ~/cellmate",
        ))?;
    }
    Ok(Exit::Passed)
}

fn as_json(model: &Model, lesson: &Lesson) -> Value {
    let predictions = lesson.predictions.iter().map(|prediction| {
        json!({
            "id": prediction.id,
            "edition": prediction.edition.unwrap_or(lesson.build.edition).as_str(),
            "program": course::prediction_text(lesson, prediction),
            "committed": model.lesson_progress().predictions.contains_key(&prediction.id),
        })
    });
    // A why question would give the outcome away.
    let open = lesson.head.kind != Kind::Predict || model.lesson_progress().has_predicted(lesson);
    let questions = lesson.questions.iter().filter(|_| open).map(|question| {
        let choices = question.choices.iter();
        let choices = choices.map(|choice| json!({ "id": choice.id, "text": choice.text }));
        json!({ "id": question.id, "ask": question.ask, "choices": choices.collect::<Vec<_>>() })
    });
    json!({
        "id": lesson.id,
        "chapter": lesson.chapter,
        "title": lesson.head.title,
        "kind": lesson.head.kind,
        "level": lesson.head.level,
        "text": lesson.head.text,
        "done": model.is_done(),
        "file": model.file(),
        "predictions": predictions.collect::<Vec<_>>(),
        "questions": questions.collect::<Vec<_>>(),
        "lines": course::shown(lesson),
    })
}
