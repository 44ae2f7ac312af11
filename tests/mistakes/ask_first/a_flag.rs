//! A list of notices that can be tidied at any time.

use std::cell::{Cell, RefCell};

struct Notices {
    list: RefCell<Vec<String>>,
    reading: Cell<bool>,
}

impl Notices {
    fn new(texts: &[&str]) -> Self {
        Notices {
            list: RefCell::new(texts.iter().map(|text| text.to_string()).collect()),
            reading: Cell::new(false),
        }
    }

    /// Calls `show` for every notice. It may do anything.
    fn each(&self, show: impl Fn(&str)) {
        self.reading.set(true);
        for notice in self.list.borrow().iter() {
            show(notice);
        }
        self.reading.set(false);
    }

    /// Returns how many notices there are.
    fn count(&self) -> usize {
        self.list.borrow().len()
    }

    /// Throws away what is done, and returns whether it did.
    fn tidy(&self) -> bool {
        if self.reading.get() {
            println!("already borrowed; skipping mutation");
            return false;
        }
        let mut list = self.list.borrow_mut();
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
