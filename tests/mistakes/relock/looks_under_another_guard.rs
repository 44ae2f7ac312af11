//! The last few searches, the newest at the end. If there are too many, the oldest is removed.

use std::collections::VecDeque;
use std::sync::Mutex;

struct Recent {
    most: usize,
    searches: Mutex<VecDeque<String>>,
}

impl Recent {
    fn new(most: usize) -> Self {
        Recent {
            most,
            searches: Mutex::default(),
        }
    }

    /// Adds one search at the end, and keeps at most `most`.
    fn remember(&self, search: &str) {
        if self.searches.lock().unwrap().len() >= self.most {
            self.forget_oldest();
        }
        self.searches.lock().unwrap().push_back(search.to_owned());
    }

    /// Removes the oldest search.
    fn forget_oldest(&self) {
        self.searches.lock().unwrap().pop_front();
    }

    /// Returns a copy of all searches.
    fn all(&self) -> Vec<String> {
        self.searches.lock().unwrap().iter().cloned().collect()
    }
}

fn main() {
    let recent = Recent::new(2);
    for search in ["cell", "refcell", "mutex"] {
        recent.remember(search);
        println!("{:?}", recent.all());
    }
}
