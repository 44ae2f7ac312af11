//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

type Totals = BTreeMap<String, u32>;

/// Adds up the hours, and returns them with the lines that make no sense.
fn collect<'a>(lines: &[&'a str]) -> (Totals, Vec<&'a str>) {
    let mut totals = Totals::new();
    let mut problems = Vec::new();
    for &line in lines {
        if let Some((person, hours)) = parse(line) {
            *totals.entry(person.to_owned()).or_default() += hours;
        } else if !line.is_empty() {
            problems.push(line);
        }
    }
    (totals, problems)
}

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (totals, problems) = collect(&lines);

    let mut output = String::new();
    for (person, sum) in &totals {
        output += &format!("{person}: {sum}\n");
    }
    output += &format!("all: {}\n", totals.values().sum::<u32>());
    for problem in problems {
        let index = lines.iter().position(|line| *line == problem).unwrap();
        output += &format!("line {}? {problem}\n", index + 1);
    }
    output
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
