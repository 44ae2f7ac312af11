//! An address book that counts its hits, and remembers the names it doesn't know.

use std::cell::RefCell;
use std::collections::HashMap;

struct Inner {
    known: HashMap<String, String>,
    hits: u32,
    misses: u32,
    missed: Vec<String>,
}

struct AddressBook {
    inner: RefCell<Inner>,
}

impl AddressBook {
    fn new(known: &[(&str, &str)]) -> Self {
        let owned = known
            .iter()
            .map(|&(name, address)| (name.to_owned(), address.to_owned()));
        AddressBook {
            inner: RefCell::new(Inner {
                known: owned.collect(),
                hits: 0,
                misses: 0,
                missed: Vec::new(),
            }),
        }
    }

    /// Lends an address out of the book.
    fn get(&self, name: &str) -> Option<&str> {
        let mut inner = self.inner.borrow_mut();
        if !inner.known.contains_key(name) {
            inner.misses += 1;
            inner.missed.push(name.to_owned());
            return None;
        }
        inner.hits += 1;
        inner.known.get(name).map(|address| address.as_str())
    }

    /// Returns the hits in a hundred lookups; `None` if there was no lookup.
    fn hit_rate(&self) -> Option<u32> {
        let inner = self.inner.borrow();
        let lookups = inner.hits + inner.misses;
        (inner.hits * 100).checked_div(lookups)
    }

    /// Starts to count again, and returns the names that were missed so far.
    fn reset(&self) -> Vec<String> {
        let mut inner = self.inner.borrow_mut();
        inner.hits = 0;
        inner.misses = 0;
        std::mem::take(&mut inner.missed)
    }
}

fn main() {
    let book = AddressBook::new(&[("ada", "Mill Lane 3"), ("ben", "Hill Road 12")]);
    let (mail, shop) = (&book, &book);
    let ada = mail.get("ada");
    let eve = shop.get("eve");
    println!("{ada:?} {eve:?}");

    mail.get("ben");
    shop.get("ben");
    println!("hit rate: {:?}", book.hit_rate());
    println!("missed: {:?}", book.reset());
    println!("hit rate: {:?}", book.hit_rate());
}
