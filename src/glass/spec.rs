//! What to build under glass and how to run it, and the source text behind a place in a record.

use crate::build::{Profile, Target};
use crate::process::Limits;
use crate::verdict::Place;

/// A program to run under glass.
#[derive(Clone, Debug)]
pub struct ProgramSpec {
    /// What to build.
    pub target: Target,
    /// The path of the target's file in traces; it may differ from the path in the workspace.
    pub display_path: String,
    /// The other files of the program: their paths in the workspace and their texts.
    pub extra_files: Vec<(String, String)>,
    /// The path of the hidden tests in the workspace, and their text as the course has it.
    pub hidden_tests: Option<(String, String)>,
    /// The Rust edition, as Cargo writes it.
    pub edition: &'static str,
    pub optimize: bool,
    pub arguments: Vec<String>,
    /// The limits of each run.
    pub limits: Limits,
}

impl ProgramSpec {
    /// Describes a program of one file that runs without arguments.
    #[must_use]
    pub fn single_file(path: &str, text: &str, edition: &'static str) -> Self {
        Self {
            target: Target {
                name: "program".to_owned(),
                path: path.to_owned(),
                text: text.to_owned(),
                harness: false,
            },
            display_path: path.to_owned(),
            extra_files: Vec::new(),
            hidden_tests: None,
            edition,
            optimize: false,
            arguments: Vec::new(),
            limits: Limits::program(),
        }
    }

    /// Returns the name of the hidden test that runs; none if the program itself does.
    pub(super) fn test_name(&self) -> Option<&str> {
        let mut arguments = self.arguments.iter().filter(|_| self.target.harness);
        arguments.find_map(|argument| argument.strip_prefix("__hidden::"))
    }

    pub(super) fn profile(&self) -> Profile {
        Profile {
            edition: self.edition,
            optimize: self.optimize,
            line_tables: false,
            glass: true,
        }
    }
}

/// The paths and texts of a program's main file and its hidden tests.
#[derive(Clone, Debug)]
pub(super) struct SourceFiles<'a>(Vec<(&'a str, &'a str)>);

impl<'a> SourceFiles<'a> {
    pub(super) fn new(spec: &'a ProgramSpec) -> Self {
        let main = (spec.display_path.as_str(), spec.target.text.as_str());
        let tests = spec.hidden_tests.iter();
        let tests = tests.map(|(_, text)| (Place::TEST_FILE, text.as_str()));
        Self([main].into_iter().chain(tests).collect())
    }

    #[cfg(test)]
    pub(super) fn single(path: &'a str, text: &'a str) -> Self {
        Self(vec![(path, text)])
    }

    /// Returns whether a place is in the main file.
    pub(super) fn is_main(&self, place: &Place) -> bool {
        self.0.first().is_some_and(|(path, _)| *path == place.file)
    }

    /// Returns the text of the file that a place is in, if it is one of the program's.
    pub(super) fn text(&self, place: &Place) -> Option<&'a str> {
        let mut files = self.0.iter();
        files
            .find(|(path, _)| *path == place.file)
            .map(|(_, text)| *text)
    }

    /// Returns the line of a place.
    pub(super) fn line(&self, place: &Place) -> Option<&'a str> {
        let index = usize::try_from(place.line).ok()?.checked_sub(1)?;
        self.text(place)?.lines().nth(index)
    }

    /// Returns the character at the place where a guard was dropped. Backtraces count columns in bytes.
    pub(super) fn char_at(&self, place: &Place) -> Option<char> {
        let line = self.line(place)?;
        let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
        line.get(column..)?.chars().next()
    }
}
