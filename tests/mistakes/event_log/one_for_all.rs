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

    /// A closure for one part of the program: it writes what it is told under that part's name.
    /// Whoever gets it may keep it as long as they like.
    fn recorder(&self, part: &'static str) -> Box<dyn Fn(&str)> {
        Box::new(move |event| {
            let line = format!("{part}: {event}");
            LINES.with_borrow_mut(|lines| lines.push(line));
        })
    }

    /// A copy of all lines so far.
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
