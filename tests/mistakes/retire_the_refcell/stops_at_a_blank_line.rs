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

    /// Adds what is in the notes, and reports each line that makes no sense.
    fn collect(&mut self, notes: &str, mut on_problem: impl FnMut(usize, &str)) {
        for (number, line) in (1..).zip(notes.lines()) {
            if line.is_empty() {
                break;
            }
            if let Some((person, hours)) = parse(line) {
                self.add(person, hours);
            } else if !line.is_empty() {
                on_problem(number, line);
            }
        }
    }

    fn print(&self) -> String {
        let hours = &self.hours;
        let lines = hours
            .iter()
            .map(|(person, sum)| format!("{person}: {sum}\n"));
        let total: u32 = hours.values().sum();
        lines.collect::<String>() + &format!("all: {total}\n")
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
    totals.collect(text, |number, line| {
        problems += &format!("line {number}? {line}\n");
    });
    totals.print() + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
