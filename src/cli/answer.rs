//! `cellmate answer`: predictions, answers to questions, and lines put into order.
//!
//! The lesson decides what the words after its id mean; see [`parse`].

mod arrange;
mod choices;
mod parse;
mod prediction;

use super::context::CommandContext;
use super::out::Output;
use super::{Exit, Options};
use crate::course::Kind;
use parse::Answer;

/// Predict what a program does, answer a question, or put lines into order
#[derive(Debug, clap::Args)]
#[command(
    allow_negative_numbers = true,
    after_help = "\
Predict what a program does, before cellmate runs it:
  cellmate answer two_writers panics 7
  cellmate answer logger compile-error 10 E0594
  cellmate answer two_writers prints 'first line' 'second line'
  cellmate answer two_writers hangs
Answer a question, by its name if there are several, with the numbers of the choices:
  cellmate answer two_writers why 2
Put lines into order, by their numbers:
  cellmate answer order_the_guards 3 1 4"
)]
pub(super) struct Args {
    /// The lesson
    id: String,
    /// The answer
    words: Vec<String>,
    /// The program, if there are several (default: the first one without a prediction)
    #[arg(long, value_name = "PREDICTION")]
    of: Option<String>,
    /// Read what the program prints from standard input, after `prints`
    #[arg(long)]
    stdin: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut context = CommandContext::open(options)?;
    context.desk()?;
    let lesson = context.lesson(&args.id, "answer")?.clone();
    let progress = context.lesson_progress(&lesson).clone();
    match parse::read(args, &lesson, &progress)? {
        Answer::Predicted(predicted, commitment) => {
            prediction::commit(&mut context, &lesson, predicted, commitment, out)
        }
        Answer::AlreadyPredicted(predicted) => {
            prediction::already_predicted(&context, &lesson, predicted, out)
        }
        Answer::Chosen(question, choices) => {
            choices::answer(&mut context, &lesson, question, &choices, out)
        }
        Answer::Ordered(order) => {
            debug_assert_eq!(lesson.head.kind, Kind::Arrange, "only these have an order");
            arrange::arrange(&mut context, options, &lesson, &order, out)
        }
    }
}
