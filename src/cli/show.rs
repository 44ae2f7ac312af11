//! `cellmate show ID`: the lesson's text, and what there is to do.

use super::asked;
use super::look::{self, Paint};
use super::out::Out;
use super::study::Study;
use super::{Exit, Options, next, writer};
use crate::course::{self, Kind, Lesson};
use crate::sanitize;
use serde_json::{Value, json};

/// Read a lesson
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate show rate_limiter")]
pub(super) struct Args {
    /// The lesson; the next open one if it is left out
    id: Option<String>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let study = Study::open(options)?;
    let Some(lesson) = study.lesson_or_next(args.id.as_ref(), "show")? else {
        out.say(&next::in_one_line(out.look, &study))?;
        return Ok(Exit::Passed);
    };
    if out.is_json() {
        out.json(&as_json(&study, lesson))?;
        return Ok(Exit::Passed);
    }
    out.say(&head(out, &study, lesson))?;
    out.gap()?;
    out.say(&writer::prose(out.look, &lesson.head.text))?;
    let todo = asked::all(out.look, &study, lesson);
    if !todo.is_empty() {
        out.say(&format!("\n{}", todo.trim_end()))?;
    }
    if let Some(file) = study.file(lesson) {
        let file = look::path(&file);
        out.say(&format!("\nYour file: {file}"))?;
        let check = next::command(
            out.look,
            &format!("check {}", lesson.id),
            "when it is changed",
        );
        out.say(&check)?;
    } else if !study.has_desk() {
        out.say("\nTo work on it you need a desk, the folder for your files:")?;
        out.say(&next::command(out.look, "init", "makes one in ~/cellmate"))?;
    }
    Ok(Exit::Passed)
}

fn head(out: &Out, study: &Study, lesson: &Lesson) -> String {
    let title = out
        .look
        .paint(Paint::Strong, &sanitize::line(&lesson.head.title));
    let chapter = study.course.chapters.iter();
    let chapter = chapter
        .filter(|chapter| chapter.id == lesson.chapter)
        .map(|chapter| chapter.title.as_str())
        .next();
    let level = serde_json::to_value(lesson.head.level).unwrap_or_default();
    let mut facts = vec![
        lesson.id.clone(),
        level.as_str().unwrap_or_default().to_owned(),
        sanitize::line(chapter.unwrap_or_default()),
    ];
    if study.so_far().is_done(lesson) {
        facts.push("✓ done".to_owned());
    }
    let facts = out.look.paint(Paint::Dim, &facts.join(" · "));
    format!("{title}\n{facts}\n")
}

fn as_json(study: &Study, lesson: &Lesson) -> Value {
    let predictions = lesson.predictions.iter().map(|prediction| {
        json!({
            "id": prediction.id,
            "edition": prediction.edition.unwrap_or(lesson.build.edition).as_str(),
            "program": course::prediction_text(lesson, prediction),
            "committed": study.of(lesson).predictions.contains_key(&prediction.id),
        })
    });
    // A why question would give the outcome away.
    let open = lesson.head.kind != Kind::Predict || study.of(lesson).has_predicted(lesson);
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
        "done": study.so_far().is_done(lesson),
        "file": study.file(lesson),
        "predictions": predictions.collect::<Vec<_>>(),
        "questions": questions.collect::<Vec<_>>(),
        "lines": course::shown(lesson),
    })
}
