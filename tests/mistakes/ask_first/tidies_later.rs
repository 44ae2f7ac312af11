//! A list of notices that can be tidied at any time.

use std::cell::{Cell, RefCell};

struct Notices {
    list: RefCell<Vec<String>>,
    /// Was `tidy` called at the wrong time?
    pending: Cell<bool>,
}

impl Notices {
    fn new(texts: &[&str]) -> Self {
        Notices {
            list: RefCell::new(texts.iter().map(|text| text.to_string()).collect()),
            pending: Cell::new(false),
        }
    }

    /// Calls `show` for every notice. `show` may do anything.
    fn each(&self, show: impl Fn(&str)) {
        for notice in self.list.borrow().iter() {
            show(notice);
        }
        if self.pending.take() {
            self.tidy();
        }
    }

    /// Returns how many notices there are.
    fn count(&self) -> usize {
        self.list.borrow().len()
    }

    /// Removes the notices that are done, and returns true; returns false if it skipped that.
    fn tidy(&self) -> bool {
        let Ok(mut list) = self.list.try_borrow_mut() else {
            println!("already borrowed; skipping mutation");
            self.pending.set(true);
            return false;
        };
        list.retain(|notice| !notice.starts_with("done"));
        true
    }
}

fn main() {
    let notices = Notices::new(&["done: pay ben", "call ada", "done: water plants"]);
    notices.each(|notice| {
        println!("{notice}");
        if notice == "call ada" {
            notices.tidy();
        }
    });
    println!("{} notices", notices.count());

    notices.tidy();
    println!("{} after tidying", notices.count());
}
