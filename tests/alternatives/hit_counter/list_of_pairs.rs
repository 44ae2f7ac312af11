//! A hit counter that all pages of a site share: it counts visits per path.

use std::cell::RefCell;

struct HitCounter {
    hits: RefCell<Vec<(String, u32)>>,
}

impl HitCounter {
    fn new() -> Self {
        HitCounter {
            hits: RefCell::default(),
        }
    }

    /// Counts one visit to `path`.
    fn record(&self, path: &str) {
        let mut hits = self.hits.borrow_mut();
        if let Some((_, count)) = hits.iter_mut().find(|(known, _)| known == path) {
            *count += 1;
        } else {
            hits.push((path.to_owned(), 1));
        }
    }

    /// Returns how often `path` was visited.
    fn hits(&self, path: &str) -> u32 {
        let hits = self.hits.borrow();
        let found = hits.iter().find(|(known, _)| known == path);
        found.map_or(0, |(_, count)| *count)
    }

    /// Returns the number of all visits.
    fn total(&self) -> u32 {
        self.hits.borrow().iter().map(|(_, count)| count).sum()
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
