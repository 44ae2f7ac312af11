//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

#[derive(Default)]
struct Totals {
    hours: BTreeMap<String, u32>,
}

impl Totals {
    fn add(&mut self, person: &str, hours: u32) {
        *self.hours.entry(person.to_owned()).or_default() += hours;
    }

    fn print(&self) -> String {
        let mut text = String::new();
        for (person, sum) in &self.hours {
            text += &format!("{person}: {sum}\n");
        }
        let total: u32 = self.hours.values().sum();
        text + &format!("all: {total}\n")
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
    let lines = text.lines().filter(|line| !line.is_empty());
    for (at, line) in lines.enumerate() {
        if let Some((person, hours)) = parse(line) {
            totals.add(person, hours);
        } else {
            problems += &format!("line {}? {line}\n", at + 1);
        }
    }
    totals.print() + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
