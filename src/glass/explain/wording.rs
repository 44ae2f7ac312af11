//! How lines, threads, cells and guards are called in a sentence.

use super::story::{Life, Story};
use crate::verdict::{AccessMode, Place};

impl Story<'_> {
    /// `line 7`; with its file where that is another one.
    pub(super) fn line(&self, place: &Place) -> String {
        if self.source.is_main(place) {
            format!("line {}", place.line)
        } else {
            format!("line {} of {}", place.line, place.file)
        }
    }

    /// ` on line 7`, or nothing where there is none.
    pub(super) fn on_line(&self, place: Option<&Place>) -> String {
        place.map_or(String::new(), |place| format!(" on {}", self.line(place)))
    }

    /// ` since line 7`, or nothing where there is none.
    pub(super) fn since_line(&self, place: Option<&Place>) -> String {
        place.map_or(String::new(), |place| {
            format!(" since {}", self.line(place))
        })
    }

    /// Up to where something lives: `the } on line 8`, or `line 8` where no such sign stands there.
    pub(super) fn until(&self, place: &Place) -> String {
        let line = self.line(place);
        match self.source.char_at(place) {
            Some(sign @ ('}' | ';')) => format!("the {sign} on {line}"),
            _ => line,
        }
    }

    /// `the main thread`, `the test`, `thread 1`, or `thread` and its own name.
    pub(super) fn thread(&self, id: u32) -> String {
        let name = self.seen_thread(id).map(|thread| thread.name.as_str());
        match name {
            Some("main") => "the main thread".to_owned(),
            Some("test") if id == 0 => "the test".to_owned(),
            Some(name) if *name == format!("thread {id}") => name.to_owned(),
            Some(name) => format!("thread `{name}`"),
            None => format!("thread {id}"),
        }
    }

    /// A cell by its name, or by where it was made.
    pub(super) fn cell(&self, id: u32) -> String {
        let Some(cell) = self.seen_cell(id) else {
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
                kind => format!("a {kind}"),
            },
        }
    }

    /// A guard in brackets behind what it holds: `(line 5, `guard`)`.
    pub(super) fn named(life: &Life<'_>) -> String {
        life.name
            .map_or(String::new(), |name| format!(" (`{name}`)"))
    }
}

/// `reader` or `writer`.
pub(super) fn holder(access: AccessMode) -> &'static str {
    match access {
        AccessMode::Shared => "reader",
        AccessMode::Exclusive => "writer",
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// The same with a capital letter.
pub(super) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}
