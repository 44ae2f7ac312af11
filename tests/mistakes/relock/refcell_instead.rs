//! The last few searches, the newest at the end. If there are too many, the oldest is removed.

use std::cell::RefCell;
use std::collections::VecDeque;

struct Recent {
    most: usize,
    searches: RefCell<VecDeque<String>>,
}

impl Recent {
    fn new(most: usize) -> Self {
        Recent {
            most,
            searches: RefCell::default(),
        }
    }

    /// Adds one search at the end, and keeps at most `most`.
    fn remember(&self, search: &str) {
        self.searches.borrow_mut().push_back(search.to_owned());
        if self.searches.borrow().len() > self.most {
            self.forget_oldest();
        }
    }

    /// Removes the oldest search.
    fn forget_oldest(&self) {
        self.searches.borrow_mut().pop_front();
    }

    /// Returns a copy of all searches.
    fn all(&self) -> Vec<String> {
        self.searches.borrow().iter().cloned().collect()
    }
}

fn main() {
    let recent = Recent::new(2);
    for search in ["cell", "refcell", "mutex"] {
        recent.remember(search);
        println!("{:?}", recent.all());
    }
}
