//! An address book that counts its hits, and remembers the names it doesn't know.

use std::collections::HashMap;

struct AddressBook {
    known: HashMap<String, String>,
    // Change these three, and the code that uses them: mail and shop share one book.
    hits: u32,
    misses: u32,
    missed: Vec<String>,
}

impl AddressBook {
    fn new(known: &[(&str, &str)]) -> Self {
        let owned = known
            .iter()
            .map(|&(name, address)| (name.to_owned(), address.to_owned()));
        AddressBook {
            known: owned.collect(),
            hits: 0,
            misses: 0,
            missed: Vec::new(),
        }
    }

    /// Lends an address out of the book.
    fn get(&self, name: &str) -> Option<&str> {
        let Some(address) = self.known.get(name) else {
            self.misses += 1;
            self.missed.push(name.to_owned());
            return None;
        };
        self.hits += 1;
        Some(address)
    }

    /// Returns the hits per hundred lookups; `None` if there was no lookup.
    fn hit_rate(&self) -> Option<u32> {
        let lookups = self.hits + self.misses;
        (self.hits * 100).checked_div(lookups)
    }

    /// Resets the counts, and returns the names missed so far.
    fn reset(&self) -> Vec<String> {
        self.hits = 0;
        self.misses = 0;
        std::mem::take(&mut self.missed)
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
