//! An address book that counts its hits, and remembers the names it doesn't know.

use std::cell::Cell;
use std::collections::HashMap;

struct AddressBook {
    known: HashMap<String, String>,
    hits: Cell<u32>,
    misses: Cell<u32>,
    missed: Cell<Vec<String>>,
}

impl AddressBook {
    fn new(known: &[(&str, &str)]) -> Self {
        let owned = known
            .iter()
            .map(|&(name, address)| (name.to_owned(), address.to_owned()));
        AddressBook {
            known: owned.collect(),
            hits: Cell::new(0),
            misses: Cell::new(0),
            missed: Cell::default(),
        }
    }

    /// Lends an address out of the book.
    fn get(&self, name: &str) -> Option<&str> {
        let Some(address) = self.known.get(name) else {
            self.misses.set(self.misses.get() + 1);
            let mut missed = self.missed.take();
            missed.push(name.to_lowercase());
            self.missed.set(missed);
            return None;
        };
        self.hits.set(self.hits.get() + 1);
        Some(address)
    }

    /// Returns the hits per hundred lookups; `None` if there was no lookup.
    fn hit_rate(&self) -> Option<u32> {
        let hits = self.hits.get();
        let lookups = hits + self.misses.get();
        (hits * 100).checked_div(lookups)
    }

    /// Resets the counts, and returns the names missed so far.
    fn reset(&self) -> Vec<String> {
        self.hits.set(0);
        self.misses.set(0);
        self.missed.take()
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
