//! How a program says in its own comments what cellmate should see in it:
//!
//! ```text
//! //@ edition 2021               how it is built, if not in 2024
//! //@ choices 0,1,1              which threads continue, if the schedule matters
//! //@ ends deadlock              how it ends, if not `finished`
//! let r = cell.borrow();         //~ reads r
//! cell.borrow_mut().push(4);     //~ conflict
//! }                              //~ ends r
//! //> 3                          a line that it prints, if that matters
//! //= Line 6 calls `borrow_mut` …    what is explained, all of it, in order
//! //? drop `r` before line 6         the advice for all of that, if it matters; `-` if there must be none
//! //| 6 ├ ✗ cannot borrow        the drawing, without the source, if that matters: line number, bars, note; with threads
//! //| 7 1 locks `m`              line number, thread, what it does
//! ```
//!
//! After `//~`, separated by commas: `reads LABEL` and `writes LABEL` where guards begin, in the order of the columns;
//! `ends LABEL`; `conflict`, `refused` (without a panic), and `stands` (a thread, at a deadlock). The label is the
//! guard's variable; one that begins with `_` is in no variable that the source names.

use cellmate::verdict::Edition;
use std::collections::BTreeMap;

/// What must be seen, by line.
pub(crate) type Marks = BTreeMap<u32, Vec<String>>;

/// What a program's comments say about it.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) edition: Edition,
    pub(crate) choices: Vec<u32>,
    pub(crate) ends: String,
    pub(crate) marks: Marks,
    pub(crate) prints: Option<String>,
    pub(crate) says: Vec<String>,
    pub(crate) advises: Vec<String>,
    pub(crate) draws: Vec<String>,
}

impl Expected {
    pub(crate) fn read(text: &str) -> Self {
        let mut expected = Self {
            edition: Edition::E2024,
            choices: Vec::new(),
            ends: "finished".to_owned(),
            marks: Marks::new(),
            prints: None,
            says: Vec::new(),
            advises: Vec::new(),
            draws: Vec::new(),
        };
        for (number, line) in (1..).zip(text.lines()) {
            expected.read_line(number, line);
        }
        expected
    }

    fn read_line(&mut self, number: u32, line: &str) {
        if let Some((_, marks)) = line.split_once("//~ ") {
            let marks = marks.split(',').map(|mark| mark.trim().to_owned());
            let mut marks: Vec<String> = marks.collect();
            marks.sort();
            self.marks.insert(number, marks);
        } else if let Some(setting) = line.strip_prefix("//@ ") {
            match setting.split_once(' ').unwrap() {
                ("edition", "2021") => self.edition = Edition::E2021,
                ("choices", choices) => {
                    self.choices = choices.split(',').map(|c| c.parse().unwrap()).collect();
                }
                ("ends", how) => how.clone_into(&mut self.ends),
                other => panic!("{other:?}"),
            }
        } else if let Some(prints) = line.strip_prefix("//>") {
            let before = self.prints.get_or_insert_default();
            *before += prints.trim_start();
            before.push('\n');
        } else if let Some(says) = line.strip_prefix("//= ") {
            self.says.push(says.to_owned());
        } else if let Some(advises) = line.strip_prefix("//? ") {
            self.advises.push(advises.to_owned());
        } else if let Some(row) = line.strip_prefix("//| ") {
            self.draws.push(row.to_owned());
        }
    }

    /// The labels of the guards that begin on a line, in the order in which they occur there.
    pub(crate) fn labels(text: &str, line: u32) -> Vec<&str> {
        let index = usize::try_from(line).unwrap() - 1;
        let line = text.lines().nth(index).unwrap_or_default();
        let marks = line.split_once("//~ ").map_or("", |(_, marks)| marks);
        let begins = marks.split(',').map(str::trim);
        begins
            .filter_map(|mark| mark.strip_prefix("reads ").or(mark.strip_prefix("writes ")))
            .collect()
    }
}
