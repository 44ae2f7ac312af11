//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

/// The hours of each person, and the lines that were not understood.
fn collect(text: &str) -> (BTreeMap<&str, u32>, Vec<(usize, &str)>) {
    let (mut hours, mut problems) = (BTreeMap::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        match parse(line) {
            Some((person, more)) => *hours.entry(person).or_default() += more,
            None if line.is_empty() => {}
            None => problems.push((at + 1, line)),
        }
    }
    (hours, problems)
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let (hours, problems) = collect(text);
    let mut report: String = hours
        .iter()
        .map(|(person, sum)| format!("{person}: {sum}\n"))
        .collect();
    report += &format!("all: {}\n", hours.values().sum::<u32>());
    for (number, line) in problems {
        report += &format!("line {number}? {line}\n");
    }
    report
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
