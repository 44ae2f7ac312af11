//@ ends panicked
//@ choices 1,1,1,2
// The second thread finds what the first one has put there, and panics.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;

type Cache = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

fn cached(cache: &Cache, key: &str) -> Option<Vec<u8>> {
    cache.lock().unwrap().get(key).cloned() //~ ends _, writes _
}

fn remember(cache: &Cache, key: &str, body: Vec<u8>) {
    let previous = cache.lock().unwrap().insert(key.to_string(), body); //~ ends _, writes _
    assert!(previous.is_none(), "{key} was fetched twice");
}

fn fetch(cache: &Cache, key: &str) -> Vec<u8> {
    match cached(cache, key) {
        Some(body) => body,
        None => {
            let body = key.bytes().rev().collect::<Vec<u8>>();
            remember(cache, key, body.clone());
            body
        }
    }
}

fn main() {
    let cache: Cache = Arc::default();
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let cache = cache.clone();
            thread::spawn(move || fetch(&cache, "index").len())
        })
        .collect();
    for reader in readers {
        println!("{}", reader.join().unwrap());
    }
}
//= Between thread 1's check of `cache` on line 11 and its use on line 15 (called by `fetch` on line 20 and on line 24), thread 2 locked and changed `cache` on line 15: what thread 1 had seen no longer held, so it panicked on line 16. Check and use it under one guard.
