//! Hidden tests for `hit_counter`. They use what the text fixes: `new`, `record`, `hits` and `total`.
use super::HitCounter;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;

/// What `counter.hits` finds if `HitCounter` has no field of that name, because it keeps its counts elsewhere.
pub struct NoField {
    pub hits: (),
}

impl Deref for HitCounter {
    type Target = NoField;

    fn deref(&self) -> &NoField {
        &NoField { hits: () }
    }
}

/// A cell whose entries can be counted.
trait Entries {
    fn entries(&self) -> usize;
}

impl<K, V, S> Entries for RefCell<HashMap<K, V, S>> {
    fn entries(&self) -> usize {
        self.borrow().len()
    }
}

impl<K, V> Entries for RefCell<BTreeMap<K, V>> {
    fn entries(&self) -> usize {
        self.borrow().len()
    }
}

impl<T> Entries for RefCell<Vec<T>> {
    fn entries(&self) -> usize {
        self.borrow().len()
    }
}

impl<K, V, S: Default> Entries for Cell<HashMap<K, V, S>> {
    fn entries(&self) -> usize {
        let map = self.take();
        let entries = map.len();
        self.set(map);
        entries
    }
}

/// Any other field: rustc takes this only if the field's own type has no `Entries`.
trait Unknown {
    fn entries(&self) -> usize;
}

impl<T> Unknown for &T {
    fn entries(&self) -> usize {
        0
    }
}

#[test]
fn counts_each_path() {
    let counter = HitCounter::new();
    for path in ["/shop", "/blog", "/shop", "/shop", "/shop"] {
        counter.record(path);
    }
    assert_eq!(
        (counter.hits("/blog"), counter.hits("/shop")),
        (1, 4),
        "hits of `/blog` and `/shop` after one and four visits"
    );
}

#[test]
fn shared_by_all() {
    let counter = HitCounter::new();
    let (one, other) = (&counter, &counter);
    one.record("/");
    other.record("/");
    assert_eq!(
        (one.hits("/"), other.hits("/")),
        (2, 2),
        "hits of `/` seen through two references, after one visit through each"
    );
}

#[test]
fn total_of_all() {
    let counter = HitCounter::new();
    for path in ["/a", "/b", "/a", "/c", "/a"] {
        counter.record(path);
    }
    assert_eq!(
        counter.total(),
        5,
        "the total after visits to /a, /b, /a, /c, /a"
    );
}

#[test]
fn never_visited() {
    let counter = HitCounter::new();
    assert_eq!(
        (counter.hits("/nowhere"), counter.total()),
        (0, 0),
        "hits of `/nowhere` and the total before any visit"
    );
    counter.record("/");
    assert_eq!(
        (counter.hits("/nowhere"), counter.total()),
        (0, 1),
        "hits of `/nowhere` and the total after a visit to `/`"
    );
}

#[test]
fn hits_changes_nothing() {
    let counter = HitCounter::new();
    counter.record("/");
    let asked = [(); 3].map(|()| counter.hits("/"));
    assert_eq!(
        asked,
        [1, 1, 1],
        "hits of `/` after one visit, asked for three times"
    );
}

#[test]
fn asking_adds_no_path() {
    let counter = HitCounter::new();
    counter.record("/");
    let before = (&counter.hits).entries();
    counter.hits("/nowhere");
    assert_eq!(
        (&counter.hits).entries(),
        before,
        "paths in the map after a visit to `/` and asking for `/nowhere`"
    );
}

#[test]
fn total_changes_nothing() {
    let counter = HitCounter::new();
    counter.record("/");
    let asked = [(); 3].map(|()| counter.total());
    assert_eq!(
        (asked, counter.hits("/")),
        ([1, 1, 1], 1),
        "the total after one visit, asked for three times, and then the hits of `/`"
    );
}

#[test]
fn two_counters() {
    let (one, other) = (HitCounter::new(), HitCounter::new());
    one.record("/");
    assert_eq!(
        (one.total(), other.total()),
        (1, 0),
        "totals of two counters after a visit to the first"
    );
}
