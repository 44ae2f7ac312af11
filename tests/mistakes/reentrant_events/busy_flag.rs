//! An event bus. Every listener hears every event, and may use the bus.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

type Listener = Rc<dyn Fn(&Bus, &str)>;

struct Bus {
    listeners: RefCell<Vec<Listener>>,
    busy: Cell<bool>,
}

impl Bus {
    fn new() -> Bus {
        Bus {
            listeners: RefCell::default(),
            busy: Cell::new(false),
        }
    }

    /// Adds a listener, which hears every event that is emitted from now on.
    fn subscribe(&self, listener: impl Fn(&Bus, &str) + 'static) {
        self.listeners.borrow_mut().push(Rc::new(listener));
    }

    /// Sends an event to all listeners so far, in the order in which they subscribed.
    fn emit(&self, event: &str) {
        if self.busy.replace(true) {
            return;
        }
        let listeners = self.listeners.borrow().clone();
        for listener in listeners {
            listener(self, event);
        }
        self.busy.set(false);
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
