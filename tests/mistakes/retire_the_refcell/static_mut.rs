//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

static mut HOURS: BTreeMap<String, u32> = BTreeMap::new();
static mut PROBLEMS: String = String::new();

/// Returns what the program prints. Keep this function; everything else may change.
#[expect(static_mut_refs)]
fn report(text: &str) -> String {
    for (number, line) in (1..).zip(text.lines()) {
        if let Some((person, hours)) = parse(line) {
            unsafe { *HOURS.entry(person.to_owned()).or_default() += hours };
        } else if !line.is_empty() {
            unsafe { PROBLEMS += &format!("line {number}? {line}\n") };
        }
    }
    let (hours, problems) = unsafe { (&HOURS, &PROBLEMS) };
    let lines = hours
        .iter()
        .map(|(person, sum)| format!("{person}: {sum}\n"));
    let total: u32 = hours.values().sum();
    lines.collect::<String>() + &format!("all: {total}\n") + problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
