//! An address book that counts its hits, and remembers the names it doesn't know.

use std::cell::Cell;
use std::collections::HashMap;

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
        let Some(address) = self.known.get(name) else {
            let mut stats = self.stats.take();
            stats.misses += 1;
            stats.missed.push(name.to_owned());
            self.stats.set(stats);
            return None;
        };
        let mut stats = self.stats.take();
        stats.hits += 1;
        self.stats.set(stats);
        Some(address)
    }

    /// Returns the hits per hundred lookups; `None` if there was no lookup.
    fn hit_rate(&self) -> Option<u32> {
        let stats = self.stats.take();
        let lookups = stats.hits + stats.misses;
        (stats.hits * 100).checked_div(lookups)
    }

    /// Resets the counts, and returns the names missed so far.
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
