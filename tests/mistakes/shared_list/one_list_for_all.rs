//! Bus lines as lists of stops. Lines that meet share the rest of the route.

use std::cell::RefCell;
use std::rc::Rc;

struct Stop {
    name: String,
    waiting: u32,
}

struct Line {
    stops: Rc<RefCell<Vec<Stop>>>,
}

impl Line {
    /// Makes a line that has only its last stop.
    fn terminus(name: &str, waiting: u32) -> Line {
        let name = name.to_owned();
        Line {
            stops: Rc::new(RefCell::new(vec![Stop { name, waiting }])),
        }
    }

    /// Makes another line: one more stop, and then the stops of this line.
    fn preceded_by(&self, name: &str, waiting: u32) -> Line {
        let name = name.to_owned();
        self.stops.borrow_mut().insert(0, Stop { name, waiting });
        Line {
            stops: Rc::clone(&self.stops),
        }
    }

    /// Adds people to those who wait at a stop of this line.
    fn arrive(&self, name: &str, people: u32) {
        for stop in self.stops.borrow_mut().iter_mut() {
            if stop.name == name {
                stop.waiting += people;
            }
        }
    }

    /// Returns how many people wait at a stop of this line.
    fn waiting(&self, name: &str) -> Option<u32> {
        let stops = self.stops.borrow();
        let stop = stops.iter().find(|stop| stop.name == name)?;
        Some(stop.waiting)
    }
}

fn main() {
    let mut c = Line::terminus("Harbour", 5);
    let a = c.preceded_by("Zoo", 3);
    let b = c.preceded_by("Museum", 4);

    c.arrive("Harbour", 10);

    for (line, of) in [("a", &a), ("b", &b), ("c", &c)] {
        let waiting = of.waiting("Harbour").unwrap_or(0);
        println!("{line}: {waiting} wait at the Harbour");
    }
}
