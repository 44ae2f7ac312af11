//! An event bus. Every listener hears every event, and may use the bus.

use std::cell::RefCell;
use std::rc::Rc;

type Listener = Rc<dyn Fn(&Bus, &str)>;

struct Bus {
    listeners: RefCell<Vec<Listener>>,
}

impl Bus {
    fn new() -> Bus {
        Bus {
            listeners: RefCell::default(),
        }
    }

    /// Adds a listener, which hears every event that is emitted from now on.
    fn subscribe(&self, listener: impl Fn(&Bus, &str) + 'static) {
        let known = self.listeners.borrow();
        if known.len() < 1000 {
            self.listeners.borrow_mut().push(Rc::new(listener));
        }
    }

    /// Sends an event to all listeners so far, in the order in which they subscribed.
    fn emit(&self, event: &str) {
        let listeners = self.listeners.borrow().clone();
        for listener in listeners {
            listener(self, event);
        }
    }
}

fn main() {
    let bus = Bus::new();
    bus.subscribe(|_, event| println!("log: {event}"));
    bus.subscribe(|bus, event| {
        if event == "login" {
            bus.emit("session opened");
        }
    });
    bus.subscribe(|bus, event| {
        if event == "session opened" {
            bus.subscribe(|_, event| println!("session: {event}"));
        }
    });

    bus.emit("login");
    bus.emit("click");
    bus.emit("logout");
}
