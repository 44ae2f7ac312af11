//! The small good course of these tests, with changes; and findings as short lines.

use cellmate::author::{self, LessonReport, VerifyEvent, VerifyOptions, VerifyReport};
use cellmate::course::Tree;
use cellmate::grader::Grader;
use cellmate::process::{Cancel, Launcher};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

// The files of a lesson that is copied, with `ID` for its id.
pub(crate) const LESSON: &str = "lessons/small/ID.toml";
pub(crate) const SOLUTION: &str = "solutions/small/ID.rs";
pub(crate) const OTHER: &str = "tests/alternatives/ID/another_way.rs";
pub(crate) const ONE_TOO_FEW: &str = "tests/mistakes/ID/one_too_few.rs";

/// A change to a file; see [`Files::change`].
pub(crate) type Change = (&'static str, &'static str, &'static str);

/// The lesson that is copied, the changes to the copy, and what is expected of its findings then.
pub(crate) type Case = (&'static str, &'static [Change], &'static [&'static str]);

#[derive(Clone)]
pub(crate) struct Files(pub(crate) BTreeMap<String, String>);

impl Files {
    /// The course in `tests/author/good`: a lesson of each kind, nothing wrong with them.
    pub(crate) fn good() -> Self {
        let tree = Tree::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/author/good"));
        let text = |path: &str| String::from_utf8(tree.file(path).unwrap().to_vec()).unwrap();
        Self(
            tree.paths()
                .map(|path| (path.to_owned(), text(path)))
                .collect(),
        )
    }

    /// Replaces `old`, which has to be there, with `new`. Without `old`, `new` is a whole file; without both, the file is
    /// removed.
    pub(crate) fn change(&mut self, path: &str, old: &str, new: &str) {
        if old.is_empty() && new.is_empty() {
            assert!(self.0.remove(path).is_some(), "there is no {path}");
        } else if old.is_empty() {
            self.0.insert(path.to_owned(), new.to_owned());
        } else {
            let text = self
                .0
                .get_mut(path)
                .unwrap_or_else(|| panic!("there is no {path}"));
            assert!(text.contains(old), "there is no {old:?} in {path}");
            *text = text.replacen(old, new, 1);
        }
    }

    /// Renames the files whose paths begin with `from`, and updates the lists in `course.toml`.
    pub(crate) fn rename(&mut self, from: &str, to: &str) {
        let moved = self.0.keys().filter(|path| path.starts_with(from));
        let moved: Vec<String> = moved.cloned().collect();
        assert!(!moved.is_empty(), "there is no {from}");
        for path in moved {
            let text = self.0.remove(&path).unwrap();
            self.0.insert(path.replacen(from, to, 1), text);
        }
        if let (Some(from), Some(to)) = (stem(from), stem(to)) {
            let list = self.0.get_mut("lessons/course.toml").unwrap();
            *list = list.replace(&format!("\"{from}\""), &format!("\"{to}\""));
        }
    }

    /// Copies a lesson under another id.
    pub(crate) fn copy(&mut self, id: &str, fresh: &str) {
        let parts = [format!("/{id}."), format!("/{id}/")];
        let own = self
            .0
            .iter()
            .filter(|(path, _)| parts.iter().any(|part| path.contains(part)));
        let own: Vec<(String, String)> = own
            .map(|(path, text)| {
                (
                    path.replace(&format!("/{id}"), &format!("/{fresh}")),
                    text.clone(),
                )
            })
            .collect();
        self.0.extend(own);
        self.change(
            "lessons/course.toml",
            "\"]\n",
            &format!("\", \"{fresh}\"]\n"),
        );
    }

    pub(crate) fn tree(&self) -> Tree {
        self.0
            .iter()
            .map(|(path, text)| (path.clone(), text.clone().into_bytes()))
            .collect()
    }
}

/// Returns the name of the TOML file of a lesson without its extension.
fn stem(path: &str) -> Option<&str> {
    path.rsplit_once('/')?.1.strip_suffix(".toml")
}

/// Runs `verify` with the real binary as launcher, and without verdicts of earlier calls.
pub(crate) fn verify(tree: &Tree, only: &[&str]) -> (VerifyReport, Vec<String>) {
    let only: Vec<String> = only.iter().map(|&id| id.to_owned()).collect();
    let only = &only;
    verify_with(
        &grader(),
        tree,
        VerifyOptions {
            only,
            ..VerifyOptions::default()
        },
    )
}

pub(crate) fn verify_with(
    grader: &Grader,
    tree: &Tree,
    options: VerifyOptions<'_>,
) -> (VerifyReport, Vec<String>) {
    let events: Mutex<Vec<String>> = Mutex::default();
    let heard = |event: VerifyEvent<'_>| {
        events.lock().unwrap().push(match event {
            VerifyEvent::Started {
                lessons,
                unchanged,
                programs,
            } => {
                format!("{lessons} lessons, {unchanged} unchanged, {programs} programs")
            }
            VerifyEvent::ProgramGraded { .. } => "graded".to_owned(),
            VerifyEvent::LessonFinished(LessonReport { id, findings, .. }) => {
                format!("{id}: {}", findings.len())
            }
        });
    };
    let report = author::verify(grader, tree, options, &Cancel::new(), &heard).unwrap();
    (report, events.into_inner().unwrap())
}

pub(crate) fn grader() -> Grader {
    Grader::new(Launcher::at(PathBuf::from(env!("CARGO_BIN_EXE_cellmate")))).unwrap()
}

/// Returns `file:line: message` for each finding.
pub(crate) fn short(report: &VerifyReport) -> Vec<String> {
    let line = |line: usize| {
        if line == 0 {
            String::new()
        } else {
            format!(":{line}")
        }
    };
    let findings = report.findings();
    findings
        .map(|one| format!("{}{}: {}", one.file, line(one.line), one.message))
        .collect()
}
