//@ ends panicked
// A lazy iterator keeps the guard until something uses it up.
use std::cell::{Ref, RefCell};

struct Names<'a> {
    names: Ref<'a, Vec<String>>,
    next: usize,
}

struct Table(RefCell<Vec<String>>);

impl Table {
    fn add(&self, name: &str) { self.0.borrow_mut().push(name.to_owned()); } //~ conflict

    fn names(&self) -> Names<'_> {
        Names { names: self.0.borrow(), next: 0 } //~ reads _names
    }

    fn shorten(&self) -> usize {
        let long = self.names().filter(|name| name.len() > 3);
        long.map(|name| {
            self.add(&name[..3]);
            name
        })
        .count() //~ ends _names
    }
}

impl Iterator for Names<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.next += 1;
        self.names.get(self.next - 1).cloned()
    }
}

fn main() {
    let table = Table(RefCell::new(vec!["Ada".to_owned(), "Grace".to_owned()]));
    println!("{}", table.shorten());
}
//= Line 13 calls `borrow_mut` (in `add`, called by a closure in `shorten` on line 22), but the read guard from line 16 in `names` is still alive. `shorten` got it from `names` on line 20, and keeps it in the iterator `long` until `.count()` on line 25 consumes it. While it is alive, line 25 runs that closure.
//? collect `long` into a `Vec` on line 20, so that the guard is dropped there
