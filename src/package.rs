//! Traces cargo packages: `cellmate trace -- cargo run` and `cargo test`, without touching a file of the package.
//!
//! cellmate runs the user's cargo with a separate target folder, and steps in at two points. As the rustc wrapper, it
//! builds the crates for the target against the traced std; build scripts and proc macros, which are built for the
//! host, keep the real one. As the runner of programs, it gives each process a record of its own, and each test a
//! process of its own. `session` has the folder in which runners leave what they found.

mod artifacts;
mod binary;
mod cargo;
mod command;
mod compiler;
mod harness;
mod library;
mod printing;
mod runner;
mod session;
mod tracing;
mod workspace;
mod wrapper;

pub use command::{CargoCommand, Subcommand};
pub use tracing::{PackageProgram, PackageTrace, TraceOptions, trace};

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Why a package cannot be traced.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command asks for something that cellmate cannot do.
    #[error("{what}\nhelp: {help}")]
    Refused { what: String, help: String },
    #[error(
        "cannot write {path}: {source}\nhelp: free some disk space, or set XDG_CACHE_HOME to a folder that has some"
    )]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(transparent)]
    Process(#[from] crate::process::Error),
    #[error(transparent)]
    Run(#[from] crate::run::Error),
}

impl Error {
    fn refused(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused {
            what: what.into(),
            help: help.into(),
        }
    }
}

/// Takes part in a traced cargo command if the arguments (the binary's own name first) say so. Call it first in `main`.
#[must_use]
pub fn take_part_if_asked(args: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut args = args.into_iter();
    let own_name = PathBuf::from(args.next()?);
    if own_name
        .file_stem()
        .is_some_and(|name| name == wrapper::NAME)
    {
        return Some(wrapper::run(&own_name, args));
    }
    match args.next()?.to_str()? {
        runner::ARGUMENT => Some(runner::run(args)),
        binary::ARGUMENT => Some(binary::become_traced(args)),
        _ => None,
    }
}
