//! One collector of metrics, and two subsystems that count with it.

struct Metrics {
    events: u32,
}

impl Metrics {
    fn new() -> Self {
        Metrics { events: 0 }
    }

    /// Counts one event.
    fn count(&mut self) {
        self.events += 1;
    }

    /// Returns how many events there were.
    fn events(&self) -> u32 {
        self.events
    }
}

struct Auth<'a> {
    metrics: &'a mut Metrics,
}

impl Auth<'_> {
    fn login(&mut self, user: &str) {
        self.metrics.count();
        println!("auth: {user} logged in");
    }
}

struct Api<'a> {
    metrics: &'a mut Metrics,
}

impl Api<'_> {
    fn request(&mut self, path: &str) {
        self.metrics.count();
        println!("api: {path}");
    }
}

fn main() {
    let mut metrics = Metrics::new();
    let mut auth = Auth {
        metrics: &mut metrics,
    };
    let mut api = Api {
        metrics: &mut metrics,
    };

    auth.login("ada");
    api.request("/orders");
    api.request("/orders/7");
    println!("events = {}", metrics.events());
}
