//! `cellmate answer`: commitments, choices, and lines put into order.
//!
//! What the words after the id mean depends on the lesson; see [`parse`].

mod arrange;
mod choices;

mod parse;
mod prediction;

use super::out::Out;
use super::study::Study;
use super::{Exit, Options};
use crate::course::Kind;
use parse::Answer;

/// Say what a program will do, answer a question, or put lines into order
#[derive(Debug, clap::Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "\
A program, before it is run:
  cellmate answer two_writers panics 7
  cellmate answer logger compile-error 10 E0594
  cellmate answer two_writers prints 'first line' 'second line'
  cellmate answer two_writers hangs
A question, by its name where there are several, and the numbers of the choices:
  cellmate answer two_writers why 2
Lines, by their numbers:
  cellmate answer order_the_guards 3 1 4"
)]
pub(super) struct Args {
    /// The lesson
    id: String,
    /// The answer
    words: Vec<String>,
    /// Which program is meant, where there are several; else the first one not yet answered
    #[arg(long, value_name = "PREDICTION")]
    of: Option<String>,
    /// Read what it prints from standard input, after `prints`
    #[arg(long)]
    stdin: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let mut study = Study::open(options)?;
    study.desk()?;
    let lesson = study.lesson(&args.id, "answer")?.clone();
    let so_far = study.of(&lesson).clone();
    match parse::read(args, &lesson, &so_far)? {
        Answer::Predicted(predicted, commitment) => {
            prediction::commit(&mut study, &lesson, predicted, commitment, out)
        }
        Answer::AlreadyPredicted(predicted) => {
            prediction::already_predicted(&study, &lesson, predicted, out)
        }
        Answer::Chosen(question, choices) => {
            choices::answer(&mut study, &lesson, question, &choices, out)
        }
        Answer::Ordered(order) => {
            debug_assert_eq!(lesson.head.kind, Kind::Arrange, "only these have an order");
            arrange::arrange(&mut study, options, &lesson, &order, out)
        }
    }
}
