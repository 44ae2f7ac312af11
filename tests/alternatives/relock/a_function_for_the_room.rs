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
        let mut list = self.searches.lock().unwrap();
        list.push_back(search.to_owned());
        keep_newest(&mut list, self.most);
    }

    /// Returns a copy of all searches.
    fn all(&self) -> Vec<String> {
        Vec::from(self.searches.lock().unwrap().clone())
    }
}

/// Removes the oldest searches until at most `most` are left.
fn keep_newest(list: &mut VecDeque<String>, most: usize) {
    let too_many = list.len().saturating_sub(most);
    list.drain(..too_many);
}

fn main() {
    let recent = Recent::new(2);
    for search in ["cell", "refcell", "mutex"] {
        recent.remember(search);
        println!("{:?}", recent.all());
    }
}
