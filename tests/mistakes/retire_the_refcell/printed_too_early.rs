//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

fn collect(text: &str) -> BTreeMap<String, u32> {
    let mut totals = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        if let Some((person, hours)) = parse(line) {
            *totals.entry(person.to_owned()).or_default() += hours;
        } else if !line.is_empty() {
            // no closure, no cell: say it right here
            println!("line {}? {line}", at + 1);
        }
    }
    totals
}

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

fn print(totals: &BTreeMap<String, u32>) -> String {
    let lines = totals
        .iter()
        .map(|(person, sum)| format!("{person}: {sum}\n"));
    let total: u32 = totals.values().sum();
    lines.collect::<String>() + &format!("all: {total}\n")
}

/// Returns what the program prints.
fn report(text: &str) -> String {
    print(&collect(text))
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
