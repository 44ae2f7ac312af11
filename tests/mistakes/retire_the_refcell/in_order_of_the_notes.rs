//! Adds up working hours, from notes like `ada 3`.

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let mut hours = Vec::<(&str, u32)>::new();
    let mut problems = String::new();
    for (number, line) in (1..).zip(text.lines()) {
        if let Some((person, sum)) = parse(line) {
            match hours.iter_mut().find(|(known, _)| *known == person) {
                Some((_, hours)) => *hours += sum,
                None => hours.push((person, sum)),
            }
        } else if !line.is_empty() {
            problems += &format!("line {number}? {line}\n");
        }
    }
    let mut output = String::new();
    for (person, sum) in &hours {
        output += &format!("{person}: {sum}\n");
    }
    let total: u32 = hours.iter().map(|(_, sum)| sum).sum();
    output + &format!("all: {total}\n") + &problems
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
