//! A list of notices that can be tidied at any time.

use std::cell::RefCell;

struct Notices {
    list: RefCell<Vec<String>>,
}

impl Notices {
    fn new(texts: &[&str]) -> Self {
        Notices {
            list: RefCell::new(texts.iter().map(|text| text.to_string()).collect()),
        }
    }

    /// Calls `show` for every notice. `show` may do anything.
    fn each(&self, show: impl Fn(&str)) {
        for notice in self.list.borrow().iter() {
            show(notice);
        }
    }

    /// Returns how many notices there are.
    fn count(&self) -> usize {
        self.list.borrow().len()
    }

    /// Removes the notices that are done, and returns true; returns false if it skipped that.
    fn tidy(&self) -> bool {
        if let Err(_) = self.list.try_borrow_mut() {
            println!("already borrowed; skipping mutation");
            return false;
        }
        self.list.retain(|notice| !notice.starts_with("done"));
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
