//! One collector of metrics, and two subsystems that count with it.

use std::sync::atomic::{AtomicU32, Ordering};

static EVENTS: AtomicU32 = AtomicU32::new(0);

struct Metrics;

impl Metrics {
    fn new() -> Self {
        Metrics
    }

    /// Counts one event.
    fn count(&self) {
        EVENTS.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many events there were.
    fn events(&self) -> u32 {
        EVENTS.load(Ordering::Relaxed)
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
        self.metrics.count();
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
