//! A hit counter that all pages of a site share: it counts visits per path.

use std::cell::RefCell;
use std::collections::HashMap;

struct HitCounter {
    hits: RefCell<HashMap<String, u32>>,
}

impl HitCounter {
    fn new() -> Self {
        HitCounter {
            hits: RefCell::default(),
        }
    }

    /// Counts one visit to `path`.
    fn record(&self, path: &str) {
        *self
            .hits
            .borrow_mut()
            .entry(path.trim_start_matches('/').to_owned())
            .or_insert(0) += 1;
    }

    /// Returns how often `path` was visited.
    fn hits(&self, path: &str) -> u32 {
        self.hits.borrow().get(path).copied().unwrap_or(0)
    }

    /// Returns the number of all visits.
    fn total(&self) -> u32 {
        self.hits.borrow().values().sum()
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
