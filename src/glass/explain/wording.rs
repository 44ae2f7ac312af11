//! Names lines, threads, cells and guards in sentences.

use super::history::{GuardLife, History};
use crate::verdict::{AccessMode, Place};

impl History<'_> {
    /// Returns `line 7`, or `line 7 of the test` if it is not in the learner's file.
    pub(super) fn line(&self, place: &Place) -> String {
        if self.source.is_main(place) {
            format!("line {}", place.line)
        } else if place.is_in_test() {
            format!("line {} of the test", place.line)
        } else {
            format!("line {} of {}", place.line, place.file)
        }
    }

    /// Returns ` on line 7`, or nothing without a place.
    pub(super) fn on_line(&self, place: Option<&Place>) -> String {
        place.map_or(String::new(), |place| format!(" on {}", self.line(place)))
    }

    /// Returns ` since line 7`, or nothing without a place.
    pub(super) fn since_line(&self, place: Option<&Place>) -> String {
        place.map_or(String::new(), |place| {
            format!(" since {}", self.line(place))
        })
    }

    /// Returns `the } on line 8` if there is a `}` or `;` at the place, otherwise `line 8`.
    pub(super) fn until(&self, place: &Place) -> String {
        let line = self.line(place);
        match self.source.char_at(place) {
            Some(sign @ ('}' | ';')) => format!("the {sign} on {line}"),
            _ => line,
        }
    }

    /// Returns `the main thread`, `the test`, `thread 1`, or `thread` with its name.
    pub(super) fn thread(&self, id: u32) -> String {
        let name = self.find_thread(id).map(|thread| thread.name.as_str());
        match name {
            Some("main") => "the main thread".to_owned(),
            Some("test") if id == 0 => "the test".to_owned(),
            Some(name) if *name == format!("thread {id}") => name.to_owned(),
            Some(name) => format!("thread `{name}`"),
            None => format!("thread {id}"),
        }
    }

    /// Returns the name of a cell, or where it was created.
    pub(super) fn cell(&self, id: u32) -> String {
        let Some(cell) = self.find_cell(id) else {
            return "something".to_owned();
        };
        match (&cell.name, &cell.made, self.trace.number(cell)) {
            (Some(name), _, None) => format!("`{name}`"),
            (Some(name), _, Some(number)) => format!("`{name}` {number}"),
            (None, Some(made), None) => format!("the {} made on {}", cell.kind, self.line(made)),
            (None, Some(made), Some(number)) => {
                format!(
                    "{} {number} of those made on {}",
                    cell.kind,
                    self.line(made)
                )
            }
            (None, None, _) => match cell.kind.as_str() {
                "Stdout" => "the standard output".to_owned(),
                "Stderr" => "the standard error".to_owned(),
                "Stdin" => "the standard input".to_owned(),
                kind => format!("{} {kind}", cell.article()),
            },
        }
    }

    /// Returns the name of a guard in parentheses: `` (`guard`)``.
    pub(super) fn guard_name(life: &GuardLife<'_>) -> String {
        life.name
            .map_or(String::new(), |name| format!(" (`{name}`)"))
    }
}

pub(super) fn holder(access: AccessMode) -> &'static str {
    match access {
        AccessMode::Shared => "reader",
        AccessMode::Exclusive => "writer",
    }
}

/// Joins `a`, `a and b`, `a, b and c`.
pub(super) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Capitalizes the first letter.
pub(super) fn capitalize(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}
