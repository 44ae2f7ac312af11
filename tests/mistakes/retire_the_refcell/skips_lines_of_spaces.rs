//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let mut totals: BTreeMap<String, u32> = BTreeMap::new();
    let mut problems = String::new();
    for (at, line) in text.lines().enumerate() {
        if let Some((person, hours)) = parse(line) {
            *totals.entry(person.to_owned()).or_default() += hours;
        } else if !line.trim().is_empty() {
            problems += &format!("line {}? {line}\n", at + 1);
        }
    }
    let mut printed = String::new();
    for (person, sum) in &totals {
        printed += &format!("{person}: {sum}\n");
    }
    let all: u32 = totals.values().sum();
    printed + &format!("all: {all}\n") + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
