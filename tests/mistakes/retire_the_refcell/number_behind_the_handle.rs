//! Adds up working hours, from notes like `ada 3`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The lines of a text, handed out one at a time.
struct Notes<'a> {
    lines: Vec<&'a str>,
    position: Cell<usize>,
}

impl<'a> Notes<'a> {
    fn new(text: &'a str) -> Self {
        Notes {
            lines: text.lines().collect(),
            position: Cell::new(0),
        }
    }

    /// Returns the next line and its number, counted from 1.
    fn next_line(&self) -> Option<(usize, &'a str)> {
        let line = self.lines.get(self.position.get())?;
        self.position.set(self.position.get() + 1);
        Some((self.position.get(), line))
    }
}

#[derive(Default)]
struct Totals {
    hours: RefCell<BTreeMap<String, u32>>,
    all: u32,
}

impl Totals {
    fn add(&self, person: &str, hours: u32) {
        let mut all = self.hours.borrow_mut();
        *all.entry(person.to_owned()).or_default() += hours;
    }
}

type Tell = Box<dyn Fn(usize, &str)>;

struct Collector {
    totals: Rc<Totals>,
    on_problem: RefCell<Option<Tell>>,
}

impl Collector {
    /// Sets the closure that is called for each line that makes no sense.
    fn on_problem(&self, tell: impl Fn(usize, &str) + 'static) {
        *self.on_problem.borrow_mut() = Some(Box::new(tell));
    }

    fn collect(&self, notes: &Notes) {
        while let Some((number, line)) = notes.next_line() {
            if let Some((person, hours)) = parse(line) {
                self.totals.add(person, hours);
                self.totals.all += hours;
            } else if !line.is_empty()
                && let Some(tell) = &*self.on_problem.borrow()
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
    totals: Rc<Totals>,
}

impl Printer {
    fn print(&self) -> String {
        let hours = self.totals.hours.borrow();
        let lines = hours
            .iter()
            .map(|(person, sum)| format!("{person}: {sum}\n"));
        let total: u32 = hours.values().sum();
        lines.collect::<String>() + &format!("all: {total}\n")
    }
}

/// Returns what the program prints. Keep this function; everything else may change.
fn report(text: &str) -> String {
    let totals = Rc::new(Totals::default());
    let printer = Printer {
        totals: Rc::clone(&totals),
    };
    let collector = Collector {
        totals,
        on_problem: RefCell::new(None),
    };
    let problems = Rc::new(RefCell::new(String::new()));
    let found = Rc::clone(&problems);
    collector.on_problem(move |number, line| {
        *found.borrow_mut() += &format!("line {number}? {line}\n");
    });
    collector.collect(&Notes::new(text));
    printer.print() + &problems.borrow()
}

fn main() {
    let notes = "ada 3\nben 2\n\nada four\nada 4\ncem 1 2";
    print!("{}", report(notes));
}
