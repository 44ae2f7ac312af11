//! An event log that several parts of a program write to.

use std::cell::RefCell;
use std::rc::Rc;

struct EventLog {
    lines: Rc<RefCell<Vec<String>>>,
}

impl EventLog {
    fn new() -> Self {
        EventLog {
            lines: Rc::default(),
        }
    }

    /// Returns a closure that adds lines under the name of one part of the program.
    /// The caller may keep it as long as it likes.
    fn recorder(&self, part: &'static str) -> Box<dyn Fn(&str)> {
        let lines = Rc::clone(&self.lines);
        Box::new(move |event| {
            let line = format!("{part}: {event}");
            if !lines.borrow().contains(&line) {
                lines.borrow_mut().push(line);
            }
        })
    }

    /// Returns a copy of all lines so far.
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
