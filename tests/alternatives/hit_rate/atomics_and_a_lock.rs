//! An address book that counts its hits, and remembers the names it doesn't know.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

struct AddressBook {
    known: HashMap<String, String>,
    hits: AtomicU32,
    misses: AtomicU32,
    missed: Mutex<Vec<String>>,
}

impl AddressBook {
    fn new(known: &[(&str, &str)]) -> Self {
        let owned = known
            .iter()
            .map(|&(name, address)| (name.to_owned(), address.to_owned()));
        AddressBook {
            known: owned.collect(),
            hits: AtomicU32::new(0),
            misses: AtomicU32::new(0),
            missed: Mutex::default(),
        }
    }

    /// Lends an address out of the book.
    fn get(&self, name: &str) -> Option<&str> {
        let Some(address) = self.known.get(name) else {
            self.misses.fetch_add(1, Relaxed);
            self.missed.lock().unwrap().push(name.to_owned());
            return None;
        };
        self.hits.fetch_add(1, Relaxed);
        Some(address)
    }

    /// Returns the hits in a hundred lookups; `None` if there was no lookup.
    fn hit_rate(&self) -> Option<u32> {
        let hits = self.hits.load(Relaxed);
        let lookups = hits + self.misses.load(Relaxed);
        (hits * 100).checked_div(lookups)
    }

    /// Starts to count again, and returns the names that were missed so far.
    fn reset(&self) -> Vec<String> {
        self.hits.store(0, Relaxed);
        self.misses.store(0, Relaxed);
        std::mem::take(&mut self.missed.lock().unwrap())
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
