//! The record that a program under glass writes, a JSON object a line, and how it is read.

mod line;

use super::ProgramSpec;
use crate::verdict::Place;
use line::Line;
pub(super) use line::{Choice, Step};

/// How a record says that the run was over; the last word of a run, where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastWord {
    /// The main thread came to its end, or the program ended itself.
    End,
    /// It called `process::exit`: nothing was dropped.
    Exit,
    /// No thread could go on.
    Deadlock,
    /// There were too many steps; so many in a row changed nothing.
    Endless { idle: u64 },
    /// The choices did not fit.
    Diverged,
}

/// A record, read.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) choices: Vec<Choice>,
    pub(super) steps: Vec<Step>,
    pub(super) last: Option<LastWord>,
    pub(super) cut: bool,
}

impl Record {
    /// Reads all whole lines; a line that was cut off by a kill is left out.
    pub(super) fn read(text: &str) -> Self {
        let mut record = Self::default();
        for line in text.lines() {
            match serde_json::from_str(line) {
                Ok(Line::Choice(choice)) => record.choices.push(choice),
                Ok(Line::Cut) => record.cut = true,
                Ok(Line::End) => record.last = Some(LastWord::End),
                Ok(Line::Exit) => record.last = Some(LastWord::Exit),
                Ok(Line::Deadlock) => record.last = Some(LastWord::Deadlock),
                Ok(Line::Endless { idle }) => record.last = Some(LastWord::Endless { idle }),
                Ok(Line::Diverged) => record.last = Some(LastWord::Diverged),
                Ok(Line::Step(step)) => record.steps.push(*step),
                Err(_) => {}
            }
        }
        record
    }

    /// Which thread went on, wherever more than one could have. What would have been chosen anyway in the end is left
    /// out.
    pub(super) fn taken(&self) -> Vec<u32> {
        let is_usual = |choice: &Choice| choice.of.first().is_some_and(|(t, _)| *t == choice.took);
        let last = self.choices.iter().rposition(|choice| !is_usual(choice));
        let needed = last.map_or(0, |last| last + 1);
        let needed = self.choices.iter().take(needed);
        needed.map(|choice| choice.took).collect()
    }
}

impl Step {
    /// Where it happened, the file named as its owner knows it.
    pub(super) fn place(&self, workspace: &str, spec: &ProgramSpec) -> Option<Place> {
        let file = self.file.as_deref()?;
        let inside = file.strip_prefix(workspace).unwrap_or(file);
        let inside = inside.trim_start_matches('/');
        // The hidden tests are a module beside the harness.
        let inside = inside.strip_prefix("harness/../").unwrap_or(inside);
        let known = if inside == spec.target.path {
            &spec.display_path
        } else {
            inside
        };
        Some(Place {
            file: known.to_owned(),
            line: self.line?,
            column: self.column?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_line_by_line_and_a_torn_line_is_left_out() {
        let record = Record::read(
            "{\"event\":\"choice\",\"was\":null,\"took\":2,\"of\":[[1,18446744073709551615],[2,7]]}\n\
             {\"event\":\"waits\",\"cell\":7,\"thread\":0,\"what\":\"lock\",\"for_a_time\":false,\"file\":\"/w/a.rs\",\"line\":7,\"column\":52}\n\
             {\"event\":\"deadlock\"}\n{\"event\":\"ch",
        );
        assert_eq!(record.taken(), [2]);
        assert_eq!(record.choices[0].of, [(1, u64::MAX), (2, 7)]);
        assert_eq!(record.last, Some(LastWord::Deadlock));
        let place = record.steps[0]
            .place("/w", &ProgramSpec::single_file("a.rs", "", "2024"))
            .unwrap();
        assert_eq!((place.file.as_str(), place.line), ("a.rs", 7));
    }
}
