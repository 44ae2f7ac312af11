//! Bus lines as lists of stops. Lines that meet share the rest of the route.

use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static WAITING: RefCell<HashMap<String, u32>> = RefCell::default();
}

struct Line {
    stops: Vec<String>,
}

impl Line {
    /// Makes a line that has only its last stop.
    fn terminus(name: &str, waiting: u32) -> Line {
        Line { stops: Vec::new() }.preceded_by(name, waiting)
    }

    /// Makes another line: one more stop, and then the stops of this line.
    fn preceded_by(&self, name: &str, waiting: u32) -> Line {
        WAITING.with_borrow_mut(|all| all.insert(name.to_owned(), waiting));
        let mut stops = self.stops.clone();
        stops.push(name.to_owned());
        Line { stops }
    }

    /// Adds people to those who wait at a stop of this line.
    fn arrive(&self, name: &str, people: u32) {
        if self.stops.iter().any(|stop| stop == name) {
            WAITING.with_borrow_mut(|all| *all.entry(name.to_owned()).or_default() += people);
        }
    }

    /// Returns how many people wait at a stop of this line.
    fn waiting(&self, name: &str) -> Option<u32> {
        let stop = self.stops.iter().find(|stop| *stop == name)?;
        WAITING.with_borrow(|all| all.get(stop).copied())
    }
}

fn main() {
    let c = Line::terminus("Harbour", 5);
    let a = c.preceded_by("Zoo", 3);
    let b = c.preceded_by("Museum", 4);

    c.arrive("Harbour", 10);

    for (line, of) in [("a", &a), ("b", &b), ("c", &c)] {
        let waiting = of.waiting("Harbour").unwrap_or(0);
        println!("{line}: {waiting} wait at the Harbour");
    }
}
