//! `cellmate course`, for instructors: commands about a whole course.

mod import;
mod new;
mod pack;

use super::error::Error;
use super::out::{self, Output};
use super::{Exit, Options};
use crate::desk::Desk;
use clap::Subcommand;
use std::path::Path;

/// Create a course of your own, import one, or pack one to share it
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

/// Refuses the folder of a desk: the files of a course and of a desk would mix.
fn check_not_a_desk(dir: &Path) -> Result<(), Error> {
    if Desk::open(dir).is_err() {
        return Ok(());
    }
    let what = format!(
        "cannot put a course into {}, because it is your desk",
        out::path(dir)
    );
    Err(Error::refused(what, "choose another folder for the course"))
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    match &args.command {
        CourseCommand::New(args) => new::run(args, options, out),
        CourseCommand::Import(args) => import::run(args, options, out),
        CourseCommand::Pack(args) => pack::run(args, options, out),
    }
}
