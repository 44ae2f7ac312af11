//! Bus lines as lists of stops. Lines that meet share the rest of the route.

use std::cell::Cell;
use std::iter;
use std::rc::Rc;

struct Stop {
    name: String,
    waiting: Cell<u32>,
    next: Option<Rc<Stop>>,
}

struct Line {
    first: Rc<Stop>,
}

impl Line {
    /// Makes a line that has only its last stop.
    fn terminus(name: &str, waiting: u32) -> Line {
        let name = name.to_owned();
        let next = None;
        Line {
            first: Rc::new(Stop {
                name,
                waiting: Cell::new(waiting),
                next,
            }),
        }
    }

    /// Makes another line: one more stop, and then the stops of this line.
    fn preceded_by(&self, name: &str, waiting: u32) -> Line {
        let name = name.to_owned();
        let next = Some(Rc::clone(&self.first));
        Line {
            first: Rc::new(Stop {
                name,
                waiting: Cell::new(waiting),
                next,
            }),
        }
    }

    /// Returns all stops, from the first to the last.
    fn stops(&self) -> impl Iterator<Item = &Stop> {
        iter::successors(Some(&*self.first), |stop| stop.next.as_deref())
    }

    /// Adds people to those who wait at a stop of this line.
    fn arrive(&self, name: &str, people: u32) {
        for stop in self.stops().filter(|stop| stop.name == name) {
            stop.waiting.set(stop.waiting.get() + people);
        }
    }

    /// Returns how many people wait at a stop of this line.
    fn waiting(&self, name: &str) -> Option<u32> {
        self.stops()
            .find(|stop| stop.name == name)
            .map(|stop| stop.waiting.replace(0))
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
