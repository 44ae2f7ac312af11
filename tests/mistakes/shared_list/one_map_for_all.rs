//! Bus lines as lists of stops. Lines that meet share the rest of the route.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

struct Line {
    /// How many people wait at each stop.
    stops: Rc<RefCell<HashMap<String, u32>>>,
}

impl Line {
    /// Makes a line that has only its last stop.
    fn terminus(name: &str, waiting: u32) -> Line {
        let stops = HashMap::from([(name.to_owned(), waiting)]);
        Line {
            stops: Rc::new(RefCell::new(stops)),
        }
    }

    /// Makes another line: one more stop, and then the stops of this line.
    fn preceded_by(&self, name: &str, waiting: u32) -> Line {
        self.stops.borrow_mut().insert(name.to_owned(), waiting);
        Line {
            stops: Rc::clone(&self.stops),
        }
    }

    /// Adds people to those who wait at a stop of this line.
    fn arrive(&self, name: &str, people: u32) {
        if let Some(waiting) = self.stops.borrow_mut().get_mut(name) {
            *waiting += people;
        }
    }

    /// Returns how many people wait at a stop of this line.
    fn waiting(&self, name: &str) -> Option<u32> {
        self.stops.borrow().get(name).copied()
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
