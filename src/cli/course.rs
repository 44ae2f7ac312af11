//! `cellmate course`, for instructors: commands about a whole course.

mod import;
mod new;
mod pack;

use super::out::Output;
use super::{Exit, Options};
use clap::Subcommand;

/// Begin a course of your own, import one, or pack one to share it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: CourseCommand,
}

#[derive(Debug, Subcommand)]
enum CourseCommand {
    New(new::Args),
    Import(import::Args),
    Pack(pack::Args),
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    match &args.command {
        CourseCommand::New(args) => new::run(args, options, out),
        CourseCommand::Import(args) => import::run(args, options, out),
        CourseCommand::Pack(args) => pack::run(args, options, out),
    }
}
