//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

#[derive(Default)]
struct Totals {
    hours: BTreeMap<String, u32>,
}

impl Totals {
    fn add(&mut self, person: &str, hours: u32) {
        self.hours.insert(person.to_owned(), hours);
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

/// Adds up the lines, and calls `tell` for each one that makes no sense.
fn collect(text: &str, totals: &mut Totals, mut tell: impl FnMut(usize, &str)) {
    for (at, line) in text.lines().enumerate() {
        if let Some((person, hours)) = parse(line) {
            totals.add(person, hours);
        } else if !line.is_empty() {
            tell(at + 1, line);
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
    collect(text, &mut totals, |number, line| {
        problems += &format!("line {number}? {line}\n");
    });
    totals.print() + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
