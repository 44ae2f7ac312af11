//! What to build under glass and how to run it.

use crate::build::{Executable, Profile, Target};
use crate::process::Limits;
use crate::verdict::Edition;
use std::path::{Path, PathBuf};

/// The beginning of the names of hidden tests in their harness.
const HIDDEN_TESTS: &str = "__hidden::";

/// A program to run under glass.
#[derive(Clone, Debug)]
pub struct ProgramSpec {
    pub target: Target,
    /// The path of the target's file in traces; it may differ from the path in the workspace.
    pub display_path: String,
    /// The other files of the program: their paths in the workspace and their texts.
    pub extra_files: Vec<(String, String)>,
    /// The path of the hidden tests in the workspace, and their text as the course has it.
    pub hidden_tests: Option<(String, String)>,
    pub edition: Edition,
    pub optimize: bool,
    pub arguments: Vec<String>,
    /// The limits of each run.
    pub limits: Limits,
    /// Set if it is built where its file is: paths in this folder are shown relative to it.
    pub shown_from: Option<PathBuf>,
}

impl ProgramSpec {
    /// Describes a program of one file that runs without arguments.
    #[must_use]
    pub fn single_file(path: &str, text: &str, edition: Edition) -> Self {
        Self {
            target: Target {
                name: "program".to_owned(),
                path: path.to_owned(),
                text: text.to_owned(),
                harness: false,
                module: None,
            },
            display_path: path.to_owned(),
            extra_files: Vec::new(),
            hidden_tests: None,
            edition,
            optimize: false,
            arguments: Vec::new(),
            limits: Limits::program(),
            shown_from: None,
        }
    }

    /// Describes a program that is built where its file is, because it uses files beside it. The path is absolute.
    #[must_use]
    pub fn in_place(path: &Path, text: &str, edition: Edition, shown_from: PathBuf) -> Self {
        let shown = shown_path(path, &shown_from);
        let mut spec = Self::single_file(&path.to_string_lossy().replace('\\', "/"), text, edition);
        spec.display_path = shown;
        spec.shown_from = Some(shown_from);
        spec
    }

    /// Returns the name of the hidden test that runs; `None` if the program itself does.
    pub(super) fn test_name(&self) -> Option<&str> {
        let mut arguments = self.arguments.iter().filter(|_| self.target.harness);
        arguments.find_map(|argument| argument.strip_prefix(HIDDEN_TESTS))
    }

    /// Returns the arguments for the program as it was built.
    pub(super) fn arguments_for(&self, executable: &Executable) -> Vec<String> {
        let given = self.arguments.iter().map(String::as_str);
        if !self.target.harness {
            let all = executable.arguments(given).into_iter();
            return all.map(str::to_owned).collect();
        }
        let named = |argument: &str| match argument.strip_prefix(HIDDEN_TESTS) {
            Some(_) => executable.test_name(argument),
            None => argument.to_owned(),
        };
        given.map(named).collect()
    }

    pub(super) fn profile(&self) -> Profile {
        Profile {
            allow_dead_code: false,
            edition: self.edition,
            optimize: self.optimize,
            line_tables: false,
            glass: true,
        }
    }
}

/// Returns how a path is shown: relative to this folder if it is in it.
pub(super) fn shown_path(path: &Path, shown_from: &Path) -> String {
    let shown = path.strip_prefix(shown_from).unwrap_or(path);
    shown.to_string_lossy().replace('\\', "/")
}
