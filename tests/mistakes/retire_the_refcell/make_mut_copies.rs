//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;
use std::rc::Rc;

/// The lines of a text, handed out one at a time.
struct Notes<'a> {
    lines: Vec<&'a str>,
    position: usize,
}

impl<'a> Notes<'a> {
    fn new(text: &'a str) -> Self {
        Notes {
            lines: text.lines().collect(),
            position: 0,
        }
    }

    /// Returns the next line and its number, counted from 1.
    fn next_line(&mut self) -> Option<(usize, &'a str)> {
        let line = self.lines.get(self.position)?;
        self.position += 1;
        Some((self.position, line))
    }
}

#[derive(Clone, Default)]
struct Totals {
    hours: BTreeMap<String, u32>,
}

impl Totals {
    fn add(&mut self, person: &str, hours: u32) {
        *self.hours.entry(person.to_owned()).or_default() += hours;
    }

    fn print(&self) -> String {
        let lines = self
            .hours
            .iter()
            .map(|(person, sum)| format!("{person}: {sum}\n"));
        let total: u32 = self.hours.values().sum();
        lines.collect::<String>() + &format!("all: {total}\n")
    }
}

struct Collector {
    totals: Rc<Totals>,
    problems: String,
}

impl Collector {
    fn collect(&mut self, mut notes: Notes) {
        while let Some((number, line)) = notes.next_line() {
            if let Some((person, hours)) = parse(line) {
                Rc::make_mut(&mut self.totals).add(person, hours);
            } else if !line.is_empty() {
                self.problems += &format!("line {number}? {line}\n");
            }
        }
    }
}

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let totals = Rc::new(Totals::default());
    let mut collector = Collector {
        totals: Rc::clone(&totals),
        problems: String::new(),
    };
    collector.collect(Notes::new(text));
    totals.print() + &collector.problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
