//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

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

#[derive(Default)]
struct Totals {
    hours: BTreeMap<String, u32>,
}

impl Totals {
    fn add(&mut self, person: &str, hours: u32) {
        *self.hours.entry(person.to_owned()).or_default() += hours;
    }
}

/// Adds up all lines, and calls `tell` for each one that makes no sense.
fn collect(notes: &mut Notes, totals: &mut Totals, mut tell: impl FnMut(usize, &str)) {
    while let Some((number, line)) = notes.next_line() {
        if let Some((person, hours)) = parse(line) {
            totals.add(person, hours);
        } else if !line.is_empty() {
            tell(number, line);
        }
    }
}

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().unwrap_or(0)))
}

fn print(totals: &Totals) -> String {
    let lines = totals
        .hours
        .iter()
        .map(|(person, sum)| format!("{person}: {sum}\n"));
    let total: u32 = totals.hours.values().sum();
    lines.collect::<String>() + &format!("all: {total}\n")
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let mut totals = Totals::default();
    let mut problems = String::new();
    collect(&mut Notes::new(text), &mut totals, |number, line| {
        problems += &format!("line {number}? {line}\n");
    });
    print(&totals) + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
