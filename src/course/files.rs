//! The files of a lesson: their paths, their texts, and problems with those that its TOML names.
//!
//! `author` finds files that no lesson uses.

use super::checks::ids;
use super::elsewhere::Elsewhere;
use super::lesson::Files;
use super::lesson_paths::LessonPaths;
use super::nearest::suggest_or_write;
use super::node::{Node, SpannedStr};
use super::problem::Problem;
use super::problem::Reporter;
use super::{LeftOut, Tree};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) struct Finder<'a> {
    pub(super) tree: &'a Tree,
    pub(super) paths: LessonPaths<'a>,
}

impl<'a> Finder<'a> {
    /// Returns the text of a file; `collect` reports one that is illegible.
    pub(super) fn text(&self, path: &str) -> Option<&'a str> {
        std::str::from_utf8(self.tree.file(path)?).ok()
    }

    /// Whether a program of the lesson has these words.
    pub(super) fn has_word(&self, words: &str) -> bool {
        let single = [self.paths.exercise(), self.paths.solution()];
        let folders = [self.paths.mistake(""), self.paths.alternative("")];
        let inside = folders.iter().flat_map(|folder| self.tree.under(folder));
        let mut paths = single.iter().map(String::as_str).chain(inside);
        paths.any(|path| self.text(path).is_some_and(|text| text.contains(words)))
    }

    pub(super) fn exercise(&self, report: &mut Reporter<'_>, at: &Range<usize>) {
        self.needed(
            report,
            at,
            &self.paths.exercise(),
            "the file that the learner starts from",
        );
    }

    pub(super) fn solution(&self, report: &mut Reporter<'_>, at: &Range<usize>) {
        if !LeftOut::read(self.tree).solutions {
            self.needed(report, at, &self.paths.solution(), "the finished exercise");
        }
    }

    pub(super) fn at_line(
        &self,
        report: &mut Reporter<'_>,
        text: &str,
        line: usize,
        message: &str,
        remedy: String,
    ) {
        let file = self.paths.exercise();
        report
            .problems
            .push(Problem::at_line(file, text, line, message, remedy));
    }

    fn needed(&self, report: &mut Reporter<'_>, at: &Range<usize>, path: &str, what: &str) {
        if self.tree.has(path) {
            if self.text(path).is_some_and(|text| text.trim().is_empty()) {
                let problem =
                    Problem::of_file(path, "this file is empty", format!("write it: {what}"));
                add_once(report, problem);
            }
            return;
        }
        let elsewhere = Elsewhere::find(self.tree, path);
        if let Some(folder) = elsewhere.as_ref().and_then(|it| it.problem_of_folder(path)) {
            add_once(report, folder);
            return;
        }
        let write = || format!("write it: {what}");
        let remedy = elsewhere.map_or_else(write, |found| found.remedy(path));
        report.add(at, format!("there is no `{path}`"), remedy);
    }

    pub(super) fn collect(&self, report: &mut Reporter<'_>, root: &Node<'_>) -> Files {
        let mut files = Files {
            starter: self.take(report, &self.paths.exercise()),
            solution: self.take(report, &self.paths.solution()),
            hidden: self.take(report, &self.paths.hidden()),
            mistakes: self.folder(report, &self.paths.mistake("")),
            alternatives: self.folder(report, &self.paths.alternative("")),
            ..Files::default()
        };
        self.programs(report, root, &mut files);
        files
    }

    /// Reports mistakes and tests that the lesson names but its files lack.
    pub(super) fn check(&self, report: &mut Reporter<'_>, root: &Node<'_>, files: &Files) {
        self.mistakes(report, root);
        self.tests(report, root, files.hidden.as_deref());
    }

    fn programs(&self, report: &mut Reporter<'_>, root: &Node<'_>, files: &mut Files) {
        for prediction in root.nodes("prediction") {
            let Some(file) = prediction.text("file") else {
                // It is the lesson's own file, which `exercise` checks if the learner edits it.
                if root.text("kind").is_some_and(|kind| kind.text == "predict") {
                    let path = self.paths.exercise();
                    self.needed(
                        report,
                        &prediction.span,
                        &path,
                        "the program, or name another one with `file`",
                    );
                }
                continue;
            };
            if !is_bare_name(report, &file) {
                continue;
            }
            let path = self.paths.program(file.text);
            self.predicted(report, &file, &path);
            if !files.predictions.contains_key(file.text)
                && let Some(text) = self.take(report, &path)
            {
                files.predictions.insert(file.text.to_owned(), text);
            }
        }
    }

    fn predicted(&self, report: &mut Reporter<'_>, file: &SpannedStr<'_>, path: &str) {
        let what = "the program whose outcome is predicted";
        let own = self.paths.exercise();
        if !self.tree.has(path) && self.tree.has(&own) && Elsewhere::find(self.tree, path).is_none()
        {
            let name = own.rsplit('/').next().unwrap_or_default();
            let remedy = format!("write it: {what}; or leave `file` out, if it is `{name}`");
            report.add(&file.span, format!("there is no `{path}`"), remedy);
            return;
        }
        self.needed(report, &file.span, path, what);
    }

    fn mistakes(&self, report: &mut Reporter<'_>, root: &Node<'_>) {
        let declared = ids::words(&root.nodes("mistake"), "file");
        let is_declared = |name: &&str| declared.iter().any(|file| file.text == *name);
        for file in &declared {
            let path = self.paths.mistake(file.text);
            if is_bare_name(report, file) && !self.tree.has(&path) {
                let elsewhere = Elsewhere::find(self.tree, &path);
                if let Some(problem) = elsewhere
                    .as_ref()
                    .and_then(|it| it.problem_of_folder(&path))
                {
                    add_once(report, problem);
                    continue;
                }
                let folder = self.paths.mistake("");
                let names = self.tree.under(&folder).map(|path| &path[folder.len()..]);
                let names = names.filter(|name| !is_declared(name));
                let suggest = || {
                    let write = "the wrong program that this `[[mistake]]` is about";
                    suggest_or_write(file.text, names, write)
                };
                let remedy = elsewhere.map_or_else(suggest, |found| found.remedy(&path));
                report.add(&file.span, format!("there is no `{path}`"), remedy);
            }
        }
    }

    fn tests(&self, report: &mut Reporter<'_>, root: &Node<'_>, hidden: Option<&str>) {
        let names = ids::words(&root.nodes("test"), "name");
        let path = self.paths.hidden();
        let Some(hidden) = hidden else {
            if let Some(first) = names.first() {
                self.needed(
                    report,
                    &first.span,
                    &path,
                    "the tests that this lesson names",
                );
            }
            return;
        };
        for name in names.iter().filter(|name| ids::is_identifier(name.text)) {
            let function = format!("fn {}(", name.text);
            if !hidden.contains(&function) {
                let others = hidden.split("fn ").skip(1);
                let others = others.filter_map(|rest| rest.split_once('(').map(|(name, _)| name));
                let others = others.filter(|name| ids::is_identifier(name));
                let message = format!("there is no test `{}` in `{path}`", name.text);
                let remedy = suggest_or_write(name.text, others, "a `#[test]` with this name");
                report.add(&name.span, message, remedy);
            }
        }
    }

    fn folder(&self, report: &mut Reporter<'_>, folder: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for path in self.tree.under(folder).filter(|path| is_rust(path)) {
            if let Some(text) = self.take(report, path) {
                found.insert(path[folder.len()..].to_owned(), text);
            }
        }
        found
    }

    fn take(&self, report: &mut Reporter<'_>, path: &str) -> Option<String> {
        if let Some(problem) = illegible(self.tree, path) {
            report.problems.push(problem);
        }
        self.text(path).map(str::to_owned)
    }
}

/// Adds a problem, unless it has been reported for another file of the lesson.
fn add_once(report: &mut Reporter<'_>, problem: Problem) {
    if !report.problems.contains(&problem) {
        report.problems.push(problem);
    }
}

fn is_rust(path: &str) -> bool {
    path.strip_suffix(".rs").is_some()
}

/// Whether this is the bare name of a Rust file, so that no path in a TOML file leaves its folder. Reports any other
/// name.
fn is_bare_name(report: &mut Reporter<'_>, file: &SpannedStr<'_>) -> bool {
    let letter = |letter: u8| letter.is_ascii_alphanumeric() || b"_-".contains(&letter);
    let stem = file.text.strip_suffix(".rs").unwrap_or_default();
    let bare = !stem.is_empty() && stem.bytes().all(letter);
    if !bare && !file.text.trim().is_empty() && ids::is_visible(report, file, "name") {
        let message = format!("`{}` is not the bare name of a Rust file", file.text);
        let remedy =
            "give a name of letters, digits, `_` and `-` that ends in `.rs`, without any folder";
        report.add(&file.span, message, remedy);
    }
    bare
}

const NOT_UTF8: &str = "this is not UTF-8 text";

const CONFLICT: &str = "this is a marker of a merge conflict";

/// The beginnings of the lines that git adds around two conflicting versions. Markdown could have a line like the one
/// between the versions.
const CONFLICT_MARKERS: [&str; 2] = ["<<<<<<<", ">>>>>>>"];

/// Returns the problem with an illegible file: one that is not UTF-8, or has markers of a merge conflict.
pub(super) fn illegible(tree: &Tree, path: &str) -> Option<Problem> {
    let bytes = tree.file(path)?;
    let Err(error) = std::str::from_utf8(bytes) else {
        return conflict(path, std::str::from_utf8(bytes).ok()?);
    };
    let valid = error.valid_up_to();
    let text = String::from_utf8_lossy(bytes);
    let mut report = Reporter::new(path, &text);
    let remedy = "save the file as UTF-8";
    report.add(&(valid..valid + 1), NOT_UTF8, remedy);
    report.problems.pop()
}

pub(super) fn is_illegible(problem: &Problem) -> bool {
    [NOT_UTF8, CONFLICT].contains(&problem.message.as_str())
}

fn conflict(path: &str, text: &str) -> Option<Problem> {
    let is_marker = |line: &str| {
        CONFLICT_MARKERS.iter().any(|marker| {
            let rest = line.strip_prefix(marker);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
        })
    };
    let line = text.split('\n').position(is_marker)? + 1;
    let remedy = "resolve the conflict: keep one version, and remove the markers";
    Some(Problem::at_line(path, text, line, CONFLICT, remedy))
}
