//! A hit counter that all pages of a site share: it counts visits per path.

use std::cell::Cell;
use std::collections::HashMap;

struct HitCounter {
    hits: HashMap<String, Cell<u32>>,
}

impl HitCounter {
    fn new() -> Self {
        HitCounter {
            hits: ["/", "/about"]
                .map(|path| (path.to_owned(), Cell::new(0)))
                .into(),
        }
    }

    /// Counts one visit to `path`.
    fn record(&self, path: &str) {
        if let Some(hits) = self.hits.get(path) {
            hits.set(hits.get() + 1);
        }
    }

    /// Returns how often `path` was visited.
    fn hits(&self, path: &str) -> u32 {
        self.hits.get(path).map_or(0, Cell::get)
    }

    /// Returns the number of all visits.
    fn total(&self) -> u32 {
        self.hits.values().map(Cell::get).sum()
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
