//! An event log that several parts of a program write to.

use std::sync::mpsc::{self, Receiver, Sender};

struct EventLog {
    sender: Sender<String>,
    receiver: Receiver<String>,
}

impl EventLog {
    fn new() -> Self {
        let (sender, receiver) = mpsc::channel();
        EventLog { sender, receiver }
    }

    /// Returns a closure that adds lines under the name of one part of the program.
    /// The caller may keep it as long as it likes.
    fn recorder(&self, part: &'static str) -> Box<dyn Fn(&str)> {
        let sender = self.sender.clone();
        Box::new(move |event| {
            let line = format!("{part}: {event}");
            sender.send(line).unwrap();
        })
    }

    /// Returns a copy of all lines so far.
    fn lines(&self) -> Vec<String> {
        self.receiver.try_iter().collect()
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
