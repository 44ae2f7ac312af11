//! `cellmate course`, for instructors: commands about a whole course.

mod pack;

use super::out::Output;
use super::{Exit, Options};
use clap::Subcommand;

/// Begin a course of your own, and give it away
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: CourseCommand,
}

#[derive(Debug, Subcommand)]
enum CourseCommand {
    Pack(pack::Args),
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    match &args.command {
        CourseCommand::Pack(args) => pack::run(args, options, out),
    }
}
