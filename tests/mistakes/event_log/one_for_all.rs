//! An event log that several parts of a program write to.

use std::cell::RefCell;

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct EventLog;

impl EventLog {
    fn new() -> Self {
        EventLog
    }

    /// Returns a closure that adds lines under the name of one part of the program.
    /// The caller may keep it as long as it likes.
    fn recorder(&self, part: &'static str) -> Box<dyn Fn(&str)> {
        Box::new(move |event| {
            let line = format!("{part}: {event}");
            LINES.with_borrow_mut(|lines| lines.push(line));
        })
    }

    /// Returns a copy of all lines so far.
    fn lines(&self) -> Vec<String> {
        LINES.with_borrow(Clone::clone)
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
