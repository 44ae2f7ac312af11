//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

/// Returns one line after the other.
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
}

struct Collector<'a, F> {
    totals: &'a mut Totals,
    on_problem: F,
}

impl<F: FnMut(usize, &str)> Collector<'_, F> {
    fn collect(&mut self, notes: &mut Notes) {
        while let Some((number, line)) = notes.next_line() {
            if let Some((person, hours)) = parse(line) {
                self.totals.add(person, hours);
            } else if !line.is_empty() {
                (self.on_problem)(number, line);
            }
        }
    }
}

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

struct Printer<'a> {
    totals: &'a Totals,
}

impl Printer<'_> {
    fn print(&self) -> String {
        let hours = &self.totals.hours;
        let lines = hours
            .iter()
            .map(|(person, sum)| format!("{person}: {sum}\n"));
        let total: u32 = hours.values().sum();
        lines.collect::<String>() + &format!("all: {total}\n")
    }
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let totals = Totals::default();
    let mut problems = String::new();
    let mut collector = Collector {
        totals: &mut totals.clone(),
        on_problem: |number: usize, line: &str| {
            problems += &format!("line {number}? {line}\n");
        },
    };
    collector.collect(&mut Notes::new(text));
    Printer { totals: &totals }.print() + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
