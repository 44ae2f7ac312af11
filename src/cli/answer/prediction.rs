//! A prediction: cellmate compiles and runs the program, and compares.

use super::super::asked;
use super::super::context::{self, CommandContext};
use super::super::driver::Driver;
use super::super::out::Output;
use super::super::style::{self, OutputStyle};
use super::super::{Exit, next, writer};
use crate::course::{self, Kind, Lesson, Prediction};
use crate::engine::{Command, Event, Notice};
use crate::report;
use crate::verdict::Commitment;
use serde_json::json;

/// Runs the program, records the prediction, and prints the result.
pub(super) fn commit(
    context: &mut CommandContext,
    lesson: &Lesson,
    prediction: &Prediction,
    commitment: Commitment,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let driver = Driver::start(context)?;
    let command = Command::Predict {
        lesson: lesson.id.clone(),
        prediction: prediction.id.clone(),
        commitment,
    };
    let mut judged = None;
    driver.run(command, |event| {
        match event {
            Event::ProgressRecorded { progress } => context.update(progress),
            Event::PredictionJudged {
                result, revealed, ..
            } => judged = Some((result, revealed)),
            Event::Noticed(Notice::Failed(error)) => {
                context::note(&error.to_string());
            }
            _ => {}
        }
        Ok(())
    })?;
    let (result, revealed) = judged.expect("a prediction that finishes is judged");
    let exit = if result.right {
        Exit::Passed
    } else {
        Exit::NotPassed
    };
    if out.is_json() {
        let done = context.progress().is_done(lesson);
        out.json(&json!({ "lesson": lesson.id, "foresight": result, "done": done }))?;
        return Ok(exit);
    }
    let program = course::prediction_text(lesson, prediction);
    let blocks = report::prediction(&result, program);
    out.say(&writer::text(out.style, &blocks))?;
    if let Some(path) = revealed {
        out.gap()?;
        out.say(&format!(
            "The program is now on your desk: {}",
            style::path(&path)
        ))?;
    }
    out.gap()?;
    out.say(&next_steps(out.style, context, lesson))?;
    Ok(exit)
}

/// Returns the next program, the questions, the exercise, or the next lesson.
fn next_steps(style: OutputStyle, context: &CommandContext, lesson: &Lesson) -> String {
    if context.progress().is_done(lesson) {
        let takeaway = writer::prose(style, &lesson.head.takeaway);
        return format!(
            "{takeaway}\n{}",
            next::after(style, context, Some(&lesson.id))
        );
    }
    let progress = context.lesson_progress(lesson);
    if let Some(open) = asked::next_open(lesson, progress) {
        return asked::how_to_predict(style, lesson, open);
    }
    if lesson.head.kind == Kind::Predict {
        return asked::questions(style, lesson, progress)
            .trim_start()
            .to_owned();
    }
    next::after(style, context, Some(&lesson.id))
}

/// Prints the first prediction again, because a program can be predicted only once.
pub(super) fn already_predicted(
    context: &CommandContext,
    lesson: &Lesson,
    prediction: &Prediction,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let before = context
        .lesson_progress(lesson)
        .predictions
        .get(&prediction.id);
    let before = before.expect("the same progress had the prediction");
    let exit = if before.right {
        Exit::Passed
    } else {
        Exit::NotPassed
    };
    if out.is_json() {
        out.json(&json!({ "lesson": lesson.id, "said_before": before }))?;
        return Ok(exit);
    }
    let of = &prediction.id;
    context::note(&format!(
        "cellmate has run {of} already, and you can predict it only once"
    ));
    let earlier = report::earlier(lesson, prediction, context.lesson_progress(lesson));
    out.say(&writer::text(out.style, &Vec::from_iter(earlier)))?;
    out.gap()?;
    out.say(&next_steps(out.style, context, lesson))?;
    Ok(exit)
}
