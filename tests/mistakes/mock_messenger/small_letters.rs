//! A limit tracker sends warnings. A mock takes the messenger's place and remembers what was sent.

use std::cell::RefCell;

/// Passes messages on: to a mail server, to a chat, to a log.
trait Messenger {
    fn send(&self, message: &str);
}

/// Sends a warning when a value gets close to its limit.
struct LimitTracker<'a> {
    name: &'static str,
    limit: u32,
    messenger: &'a dyn Messenger,
}

impl<'a> LimitTracker<'a> {
    fn new(name: &'static str, limit: u32, messenger: &'a dyn Messenger) -> Self {
        LimitTracker {
            name,
            limit,
            messenger,
        }
    }

    fn set_value(&self, value: u32) {
        let percent = value * 100 / self.limit;
        for step in [100, 90, 75] {
            if percent >= step {
                let message = format!("{}: {step}% reached", self.name);
                self.messenger.send(&message);
                return;
            }
        }
    }
}

/// Sends nothing, and remembers what it was asked to send.
struct MockMessenger {
    sent: RefCell<Vec<String>>,
}

impl MockMessenger {
    fn new() -> Self {
        MockMessenger {
            sent: RefCell::default(),
        }
    }

    /// Returns all messages so far, the oldest first.
    fn sent(&self) -> Vec<String> {
        self.sent.borrow().clone()
    }
}

impl Messenger for MockMessenger {
    fn send(&self, message: &str) {
        self.sent
            .borrow_mut()
            .push(message.to_lowercase().trim().to_owned());
    }
}

fn main() {
    let mock = MockMessenger::new();
    let disk = LimitTracker::new("disk", 200, &mock);
    let mail = LimitTracker::new("mail", 50, &mock);

    disk.set_value(100);
    disk.set_value(160);
    mail.set_value(50);

    for message in mock.sent() {
        println!("{message}");
    }
}
