//! A hit counter that all pages of a site share: it counts visits per path.

use std::cell::RefCell;
use std::collections::HashMap;

struct HitCounter {
    visits: RefCell<HashMap<String, u32>>,
}

impl HitCounter {
    fn new() -> Self {
        HitCounter {
            visits: RefCell::default(),
        }
    }

    /// Counts one visit to `path`.
    fn record(&self, path: &str) {
        self.bump(path, 1);
    }

    /// Returns how often `path` was visited.
    fn hits(&self, path: &str) -> u32 {
        self.bump(path, 0)
    }

    /// Adds `by` to the count of `path`, and returns the count.
    fn bump(&self, path: &str, by: u32) -> u32 {
        let mut visits = self.visits.borrow_mut();
        let count = visits.entry(path.to_owned()).or_insert(0);
        *count += by;
        *count
    }

    /// Returns the number of all visits.
    fn total(&self) -> u32 {
        self.visits.borrow().values().sum()
    }
}

/// A page that keeps the counter, and counts a visit each time it is served.
struct Page<'a> {
    path: &'static str,
    counter: &'a HitCounter,
}

impl Page<'_> {
    fn serve(&self) {
        self.counter.record(self.path);
        println!("{}: visit {}", self.path, self.counter.hits(self.path));
    }
}

fn main() {
    let counter = HitCounter::new();
    let home = Page {
        path: "/",
        counter: &counter,
    };
    let about = Page {
        path: "/about",
        counter: &counter,
    };

    home.serve();
    about.serve();
    home.serve();
    println!("total hits = {}", counter.total());
}
