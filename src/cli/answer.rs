//! `cellmate answer`: predictions, answers to questions, and lines put into order.
//!
//! What the words after the id mean depends on the kind of the lesson; see [`parse`].

mod parse;

use super::driver::{self, Driver};
use super::out::{self, Output};
use super::{Exit, Options, check, next, questions};
use crate::course::{self, Choice, Kind, Lesson, Prediction, Question};
use crate::engine::Event;
use crate::engine::form::{self, PredictionDraft};
use crate::report;
use parse::Answer;
use serde_json::json;
use std::collections::BTreeSet;

/// Predict what a program does, answer a question, or put lines in order
#[derive(Debug, clap::Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "\
Predict what a program does, before cellmate runs it:
  cellmate answer two_writers panics 7
  cellmate answer logger compile-error 10 E0594
  cellmate answer two_writers prints 'first line' 'second line'
  cellmate answer two_writers hangs
Answer a question with the numbers of your choices. If the lesson has several questions, name the
question first:
  cellmate answer two_writers why 2
Put lines in order, by their numbers:
  cellmate answer order_the_guards 3 1 4"
)]
pub(super) struct Args {
    /// The lesson
    id: String,
    /// The answer
    words: Vec<String>,
    /// The prediction to make, if there are several (default: the next one)
    #[arg(long, value_name = "PREDICTION")]
    of: Option<String>,
    /// Read the predicted output from standard input (only with `prints`)
    #[arg(long)]
    stdin: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut driver = Driver::open_to_run(options, out)?;
    driver.desk()?;
    let lesson = driver.open_lesson(&args.id, "answer")?;
    match parse::parse(args, &lesson, driver.model.lesson_progress())? {
        Answer::Predicted(prediction, draft) => {
            predict(&mut driver, &lesson, prediction, &draft, out)
        }
        Answer::AlreadyPredicted(prediction) => {
            print_earlier_prediction(&driver, &lesson, prediction, out)
        }
        Answer::Chosen(question, choices) => choose(&mut driver, &lesson, question, &choices, out),
        Answer::Ordered(order) => arrange(&mut driver, &lesson, &order, out),
    }
}

fn predict(
    driver: &mut Driver,
    lesson: &Lesson,
    prediction: &Prediction,
    draft: &PredictionDraft,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let command = form::predict(lesson, prediction, draft);
    let command = command.map_err(|error| parse::not_committed(lesson, error))?;
    let mut judged = None;
    for event in driver.run(command)? {
        if let Event::Noticed(notice) = &event {
            out::note(&report::notice(notice, driver.model.home()));
        }
        if let Event::PredictionJudged {
            result, revealed, ..
        } = event
        {
            judged = Some((result, revealed));
        }
    }
    let (result, revealed) = judged.expect("a prediction that finishes is judged");
    let exit = Exit::from_passed(result.right);
    if out.is_json() {
        let done = driver.model.is_done();
        out.json(&json!({ "lesson": lesson.id, "prediction": result, "done": done }))?;
        return Ok(exit);
    }
    let program = course::prediction_text(lesson, prediction);
    out.report(&report::prediction(&result, program))?;
    out.gap()?;
    if let Some(path) = revealed {
        let path = out::path(&path);
        out.say(&format!("The program is now on your desk: {path}"))?;
        out.gap()?;
    }
    out.say(&next::steps(out.style, &driver.model, lesson))?;
    Ok(exit)
}

/// Prints the first prediction again, because a program can be predicted only once.
fn print_earlier_prediction(
    driver: &Driver,
    lesson: &Lesson,
    prediction: &Prediction,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let so_far = driver.model.lesson_progress();
    let earlier = so_far.predictions.get(&prediction.id);
    let exit = Exit::from_passed(earlier.is_some_and(|earlier| earlier.right));
    if out.is_json() {
        out.json(&json!({ "lesson": lesson.id, "earlier_prediction": earlier }))?;
        return Ok(exit);
    }
    let id = &prediction.id;
    out::note(&format!(
        "you have already predicted `{id}`, and cellmate has run it: you can predict it only once"
    ));
    let earlier = report::earlier(lesson, prediction, so_far);
    out.report(&Vec::from_iter(earlier))?;
    out.gap()?;
    out.say(&next::steps(out.style, &driver.model, lesson))?;
    Ok(exit)
}

/// Answers a question: each choice has its own reply.
fn choose(
    driver: &mut Driver,
    lesson: &Lesson,
    question: &Question,
    chosen: &BTreeSet<usize>,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let answer = form::answer(lesson, question, chosen);
    let (command, _) = answer.map_err(|error| parse::not_committed(lesson, error))?;
    driver.run(command)?;
    let choices: Vec<&Choice> = chosen.iter().map(|&at| &question.choices[at]).collect();
    let right = question.is_answered_by(&choices);
    let exit = Exit::from_passed(right);
    if out.is_json() {
        let reply = |choice: &&Choice| json!({ "id": choice.id, "right": choice.right, "reply": choice.say });
        let replies: Vec<_> = choices.iter().map(reply).collect();
        let done = driver.model.is_done();
        out.json(&json!({
            "lesson": lesson.id, "question": question.id, "right": right, "choices": replies, "done": done
        }))?;
        return Ok(exit);
    }
    out.report(&report::reply(question, &choices))?;
    out.gap()?;
    if right {
        out.say(&next::steps(out.style, &driver.model, lesson))?;
    } else {
        out.say(questions::ask(out.style, lesson, question, false).trim_start())?;
    }
    Ok(exit)
}

/// Writes the file with the lines in this order, and grades it.
fn arrange(
    driver: &mut Driver,
    lesson: &Lesson,
    order: &[usize],
    out: &mut Output,
) -> anyhow::Result<Exit> {
    debug_assert_eq!(lesson.head.kind, Kind::Arrange, "only these have an order");
    let command = form::arrange(lesson, driver.model.lesson_progress(), order);
    let command = command.map_err(|error| parse::not_committed(lesson, error))?;
    for event in driver.run(command)? {
        if let Event::Noticed(notice) = &event {
            driver::note(&driver.model, notice)?;
        }
    }
    if !out.is_json() {
        let file = driver.desk()?.exercise(lesson);
        out.say(&format!("Wrote {}", out::path(&file)))?;
        out.gap()?;
        out.finish()?;
    }
    let follow_up = check::FollowUp {
        trace: true,
        advice: false,
    };
    check::grade(driver, lesson, follow_up, out)
}
