//! Bus lines as lists of stops. Lines that meet share the rest of the route.

use std::cell::RefCell;
use std::rc::Rc;

struct Stop {
    name: String,
    waiting: u32,
    next: Option<Shared>,
}

type Shared = Rc<RefCell<Stop>>;

struct Line {
    first: Shared,
}

fn stop(name: &str, waiting: u32, next: Option<Shared>) -> Shared {
    Rc::new(RefCell::new(Stop {
        name: name.to_owned(),
        waiting,
        next,
    }))
}

impl Line {
    /// Makes a line that has only its last stop.
    fn terminus(name: &str, waiting: u32) -> Line {
        Line {
            first: stop(name, waiting, None),
        }
    }

    /// Makes another line: one more stop, and then the stops of this line.
    fn preceded_by(&self, name: &str, waiting: u32) -> Line {
        Line {
            first: stop(name, waiting, Some(Rc::clone(&self.first))),
        }
    }

    fn find(&self, name: &str) -> Option<Shared> {
        let mut here = Rc::clone(&self.first);
        while here.borrow().name != name {
            let next = here.borrow().next.clone()?;
            here = next;
        }
        Some(here)
    }

    /// Adds people to those who wait at a stop of this line.
    fn arrive(&self, name: &str, people: u32) {
        if let Some(stop) = self.find(name) {
            stop.borrow_mut().waiting += people;
        }
    }

    /// Returns how many people wait at a stop of this line.
    fn waiting(&self, name: &str) -> Option<u32> {
        self.find(name).map(|stop| stop.borrow().waiting)
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
