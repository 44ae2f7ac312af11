//! Bus lines as lists of stops. Lines that meet share the rest of the route.

use std::cell::Cell;
use std::rc::Rc;

struct Stop {
    name: String,
    waiting: Cell<u32>,
}

struct Line {
    /// The last stop comes first, so that a line grows at its end.
    stops: Vec<Rc<Stop>>,
}

impl Line {
    /// Makes a line that has only its last stop.
    fn terminus(name: &str, waiting: u32) -> Line {
        Line { stops: Vec::new() }.preceded_by(name, waiting)
    }

    /// Makes another line: one more stop, and then the stops of this line.
    fn preceded_by(&self, name: &str, waiting: u32) -> Line {
        let stop = Stop {
            name: name.to_owned(),
            waiting: Cell::new(waiting),
        };
        let mut stops = self.stops.clone();
        stops.push(Rc::new(stop));
        Line { stops }
    }

    fn stop(&self, name: &str) -> Option<&Stop> {
        self.stops
            .iter()
            .map(Rc::as_ref)
            .find(|stop| stop.name == name)
    }

    /// Adds people to those who wait at a stop of this line.
    fn arrive(&self, name: &str, people: u32) {
        if let Some(stop) = self.stop(name) {
            stop.waiting.update(|waiting| waiting + people);
        }
    }

    /// Returns how many people wait at a stop of this line.
    fn waiting(&self, name: &str) -> Option<u32> {
        self.stop(name).map(|stop| stop.waiting.get())
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
