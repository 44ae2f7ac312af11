//! An event log that several parts of a program write to.

use std::cell::RefCell;

struct EventLog {
    lines: RefCell<Vec<String>>,
}

impl EventLog {
    fn new() -> Self {
        EventLog {
            lines: RefCell::new(Vec::new()),
        }
    }

    /// A closure for one part of the program: it writes what it is told under that part's name.
    /// Whoever gets it may keep it as long as they like.
    fn recorder(&self, part: &'static str) -> Box<dyn Fn(&str)> {
        // The closure outlives this call, and perhaps the log itself. What can it take along?
        let lines = &self.lines;
        Box::new(move |event| {
            let line = format!("{part}: {event}");
            lines.borrow_mut().push(line);
        })
    }

    /// A copy of all lines so far.
    fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}

fn main() {
    let log = EventLog::new();
    let auth = log.recorder("auth");
    let db = log.recorder("db");

    auth("login ok");
    db("query 1");
    auth("logout");

    for line in log.lines() {
        println!("{line}");
    }
}
