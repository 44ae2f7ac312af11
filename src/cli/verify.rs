//! `cellmate verify`, for instructors: hidden until it is there.

use super::complaint::Complaint;
use super::out::Out;
use super::{Exit, Options};

/// Hold a course to its own claims
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, _: &Options, _: &mut Out) -> anyhow::Result<Exit> {
    let why = "`verify` is not part of this version".to_owned();
    Err(Complaint::NotHere(why).into())
}
