//! `cellmate doctor`, for instructors: hidden until it is there.

use super::complaint::Complaint;
use super::out::Out;
use super::{Exit, Options};

/// Make the files of a lesson
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, _: &Options, _: &mut Out) -> anyhow::Result<Exit> {
    let why = "`doctor` is not part of this version".to_owned();
    Err(Complaint::NotHere(why).into())
}
