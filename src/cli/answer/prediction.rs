//! A prediction: cellmate compiles and runs the program, and compares.

use super::super::asked;
use super::super::driver::Driver;
use super::super::look::{self, Look};
use super::super::out::Out;
use super::super::study::{self, Study};
use super::super::{Exit, next, writer};
use crate::course::{self, Kind, Lesson, Prediction};
use crate::engine::{Command, Event, Notice};
use crate::report;
use crate::verdict::Commitment;
use serde_json::json;

/// Runs the program, records the commitment, and tells.
pub(super) fn commit(
    study: &mut Study,
    lesson: &Lesson,
    prediction: &Prediction,
    said: Commitment,
    out: &mut Out,
) -> anyhow::Result<Exit> {
    let driver = Driver::start(study)?;
    let command = Command::Predict {
        lesson: lesson.id.clone(),
        prediction: prediction.id.clone(),
        commitment: said,
    };
    let mut judged = None;
    driver.run(command, |event| {
        match event {
            Event::ProgressRecorded { progress } => study.update(progress),
            Event::PredictionJudged {
                result, revealed, ..
            } => judged = Some((result, revealed)),
            Event::Noticed(Notice::Failed(error)) => {
                study::note(&error.to_string());
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
        let done = study.so_far().is_done(lesson);
        out.json(&json!({ "lesson": lesson.id, "foresight": result, "done": done }))?;
        return Ok(exit);
    }
    let program = course::prediction_text(lesson, prediction);
    let blocks = report::prediction(&result, program);
    out.say(&writer::text(out.look, &blocks))?;
    if let Some(path) = revealed {
        out.gap()?;
        out.say(&format!(
            "The program is now on your desk: {}",
            look::path(&path)
        ))?;
    }
    out.gap()?;
    out.say(&what_follows(out.look, study, lesson))?;
    Ok(exit)
}

/// The next program, the questions, the exercise, or the next lesson.
pub(super) fn what_follows(look: Look, study: &Study, lesson: &Lesson) -> String {
    if study.so_far().is_done(lesson) {
        let takeaway = writer::prose(look, &lesson.head.takeaway);
        return format!("{takeaway}\n{}", next::after(look, study, Some(&lesson.id)));
    }
    let so_far = study.of(lesson);
    if let Some(open) = asked::next_open(lesson, so_far) {
        return asked::how_to_predict(look, lesson, open);
    }
    if lesson.head.kind == Kind::Predict {
        return asked::questions(look, lesson, so_far)
            .trim_start()
            .to_owned();
    }
    next::after(look, study, Some(&lesson.id))
}

/// A second try: what was said the first time.
pub(super) fn already_predicted(
    study: &Study,
    lesson: &Lesson,
    prediction: &Prediction,
    out: &mut Out,
) -> anyhow::Result<Exit> {
    let before = study.of(lesson).predictions.get(&prediction.id);
    let before = before.expect("it was looked up in the same progress");
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
    study::note(&format!(
        "cellmate has run {of} already, and you can predict it only once"
    ));
    let said = report::earlier(lesson, prediction, study.of(lesson));
    out.say(&writer::text(out.look, &Vec::from_iter(said)))?;
    out.gap()?;
    out.say(&what_follows(out.look, study, lesson))?;
    Ok(exit)
}
