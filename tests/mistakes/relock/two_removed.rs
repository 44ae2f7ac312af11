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
        let mut searches = self.searches.lock().unwrap();
        searches.push_back(search.to_owned());
        if searches.len() > self.most {
            searches.drain(..2);
        }
    }

    /// Makes room in a list that the caller has locked.
    fn forget_oldest(searches: &mut VecDeque<String>) {
        searches.pop_front();
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
