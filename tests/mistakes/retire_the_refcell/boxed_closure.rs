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

    fn print(&self) -> String {
        let lines = self
            .hours
            .iter()
            .map(|(person, sum)| format!("{person}: {sum}\n"));
        let total: u32 = self.hours.values().sum();
        lines.collect::<String>() + &format!("all: {total}\n")
    }
}

/// Adds up all lines, and calls `tell` for each one that makes no sense.
type Tell = Box<dyn FnMut(usize, &str)>;

fn collect(totals: &mut Totals, notes: &mut Notes, mut tell: Tell) {
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
    Some((person, hours.parse().ok()?))
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let mut totals = Totals::default();
    let mut problems = String::new();
    collect(
        &mut totals,
        &mut Notes::new(text),
        Box::new(|number, line| {
            problems += &format!("line {number}? {line}\n");
        }),
    );
    totals.print() + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
