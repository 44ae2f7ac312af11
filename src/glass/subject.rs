//! What is to be looked at: a source, how it is built, and how it is run.

use crate::build::{Profile, Target};
use crate::process::Limits;

/// A program under glass.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What to build.
    pub target: Target,
    /// How its owner knows the file, where that is not the path that it is built with.
    pub known_as: String,
    /// Files that it needs beside itself, with their paths in the workspace.
    pub beside: Vec<(String, String)>,
    /// The Rust edition, as Cargo writes it.
    pub edition: &'static str,
    /// Whether to optimize.
    pub optimize: bool,
    /// What it is started with.
    pub arguments: Vec<String>,
    /// What it may use in one run.
    pub limits: Limits,
}

impl Subject {
    /// A program in one file, run without arguments.
    #[must_use]
    pub fn program(path: &str, text: &str, edition: &'static str) -> Self {
        Self {
            target: Target {
                name: "program".to_owned(),
                path: path.to_owned(),
                text: text.to_owned(),
                harness: false,
            },
            known_as: path.to_owned(),
            beside: Vec::new(),
            edition,
            optimize: false,
            arguments: Vec::new(),
            limits: Limits::program(),
        }
    }

    pub(super) fn profile(&self) -> Profile {
        Profile {
            edition: self.edition,
            optimize: self.optimize,
            glass: true,
        }
    }
}
