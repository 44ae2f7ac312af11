//! An address book that counts its hits, and remembers the names it doesn't know.

use std::cell::Cell;
use std::collections::HashMap;

/// What happened since the last reset.
#[derive(Default)]
struct Stats {
    hits: u32,
    misses: u32,
    missed: Vec<String>,
}

struct AddressBook {
    known: HashMap<String, String>,
    stats: Cell<Stats>,
}

impl AddressBook {
    fn new(known: &[(&str, &str)]) -> Self {
        let owned = known
            .iter()
            .map(|&(name, address)| (name.to_owned(), address.to_owned()));
        AddressBook {
            known: owned.collect(),
            stats: Cell::default(),
        }
    }

    /// Lends an address out of the book.
    fn get(&self, name: &str) -> Option<&str> {
        let address = self.known.get(name);
        let mut stats = self.stats.take();
        if address.is_some() {
            stats.hits += 1;
        } else {
            stats.misses += 1;
            stats.missed.push(name.to_owned());
        }
        self.stats.set(stats);
        address.map(String::as_str)
    }

    /// Returns the hits in a hundred lookups; `None` if there was no lookup.
    fn hit_rate(&self) -> Option<u32> {
        let stats = self.stats.take();
        let rate = (stats.hits * 100).checked_div(stats.hits + stats.misses);
        self.stats.set(stats);
        rate
    }

    /// Starts to count again, and returns the names that were missed so far.
    fn reset(&self) -> Vec<String> {
        self.stats.take().missed
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
