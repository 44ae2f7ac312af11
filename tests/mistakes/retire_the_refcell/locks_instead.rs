//! Adds up working hours, from notes like `ada 3`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// The lines of a text, handed out one at a time.
struct Notes<'a> {
    lines: Vec<&'a str>,
    position: AtomicUsize,
}

impl<'a> Notes<'a> {
    fn new(text: &'a str) -> Self {
        Notes {
            lines: text.lines().collect(),
            position: AtomicUsize::new(0),
        }
    }

    /// Returns the next line and its number, counted from 1.
    fn next_line(&self) -> Option<(usize, &'a str)> {
        let at = self.position.fetch_add(1, Ordering::Relaxed);
        Some((at + 1, self.lines.get(at)?))
    }
}

#[derive(Default)]
struct Totals {
    hours: Mutex<BTreeMap<String, u32>>,
}

impl Totals {
    fn add(&self, person: &str, hours: u32) {
        let mut all = self.hours.lock().unwrap();
        *all.entry(person.to_owned()).or_default() += hours;
    }
}

type Tell = Box<dyn Fn(usize, &str)>;

struct Collector {
    totals: Arc<Totals>,
    on_problem: Mutex<Option<Tell>>,
}

impl Collector {
    /// Sets the closure that is called for each line that makes no sense.
    fn on_problem(&self, tell: impl Fn(usize, &str) + 'static) {
        *self.on_problem.lock().unwrap() = Some(Box::new(tell));
    }

    fn collect(&self, notes: &Notes) {
        while let Some((number, line)) = notes.next_line() {
            if let Some((person, hours)) = parse(line) {
                self.totals.add(person, hours);
            } else if !line.is_empty()
                && let Some(tell) = &*self.on_problem.lock().unwrap()
            {
                tell(number, line);
            }
        }
    }
}

/// Parses a name and a number of hours, and nothing else.
fn parse(line: &str) -> Option<(&str, u32)> {
    let (person, hours) = line.split_once(' ')?;
    Some((person, hours.parse().ok()?))
}

struct Printer {
    totals: Arc<Totals>,
}

impl Printer {
    fn print(&self) -> String {
        let hours = self.totals.hours.lock().unwrap();
        let lines = hours
            .iter()
            .map(|(person, sum)| format!("{person}: {sum}\n"));
        let total: u32 = hours.values().sum();
        lines.collect::<String>() + &format!("all: {total}\n")
    }
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let totals = Arc::new(Totals::default());
    let printer = Printer {
        totals: Arc::clone(&totals),
    };
    let collector = Collector {
        totals,
        on_problem: Mutex::new(None),
    };
    let problems = Arc::new(Mutex::new(String::new()));
    let found = Arc::clone(&problems);
    collector.on_problem(move |number, line| {
        *found.lock().unwrap() += &format!("line {number}? {line}\n");
    });
    collector.collect(&Notes::new(text));
    printer.print() + &problems.lock().unwrap()
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
