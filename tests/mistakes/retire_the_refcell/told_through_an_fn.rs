//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

struct Totals {
    hours: BTreeMap<String, u32>,
}

impl Totals {
    fn add(&mut self, person: &str, hours: u32) {
        *self.hours.entry(person.to_owned()).or_default() += hours;
    }
}

struct Printer<'a> {
    totals: &'a Totals,
}

impl Printer<'_> {
    fn print(&self) -> String {
        let mut page = String::new();
        for (person, sum) in &self.totals.hours {
            page += &format!("{person}: {sum}\n");
        }
        let total: u32 = self.totals.hours.values().sum();
        page + &format!("all: {total}\n")
    }
}

struct Collector<'a> {
    totals: &'a mut Totals,
    tell: Box<dyn Fn(usize, &str) + 'a>,
}

impl Collector<'_> {
    fn collect(&mut self, text: &str) {
        for (at, line) in text.lines().enumerate() {
            if let Some((person, hours)) = parse(line) {
                self.totals.add(person, hours);
            } else if !line.is_empty() {
                (self.tell)(at + 1, line);
            }
        }
    }
}

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

/// Returns what the program prints.
fn report(text: &str) -> String {
    let mut totals = Totals {
        hours: BTreeMap::new(),
    };
    let mut problems = String::new();
    let mut collector = Collector {
        totals: &mut totals,
        tell: Box::new(|number, line| problems += &format!("line {number}? {line}\n")),
    };
    collector.collect(text);
    drop(collector);
    let printer = Printer { totals: &totals };
    printer.print() + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
