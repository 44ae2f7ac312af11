//! One collector of metrics, and two subsystems that count with it.

use std::cell::Cell;

struct Metrics {
    events: Cell<u32>,
}

impl Metrics {
    fn new() -> Self {
        Metrics {
            events: Cell::new(0),
        }
    }

    /// Counts one event.
    fn count(&self) {
        self.events.set(self.events.get() + 1);
    }

    /// Returns how many events there were.
    fn events(&self) -> u32 {
        self.events.get()
    }
}

struct Auth<'a> {
    metrics: &'a Metrics,
}

impl Auth<'_> {
    fn login(&self, user: &str) {
        self.metrics.count();
        println!("auth: {user} logged in");
    }
}

struct Api<'a> {
    metrics: &'a Metrics,
}

impl Api<'_> {
    fn request(&self, path: &str) {
        println!("api: {path}");
    }
}

fn main() {
    let metrics = Metrics::new();
    let auth = Auth { metrics: &metrics };
    let api = Api { metrics: &metrics };

    auth.login("ada");
    api.request("/orders");
    api.request("/orders/7");
    println!("events = {}", metrics.events());
}
