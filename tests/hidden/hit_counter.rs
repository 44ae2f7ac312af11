//! Hidden tests for `hit_counter`. They use what the text fixes: `new`, `record`, `hits` and `total`.
use super::HitCounter;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering};

/// The length of a path that can be told from whatever else is allocated.
const LONG: usize = 4321;

/// How many pieces of memory are in use that could hold such a path, and little more.
static IN_USE: AtomicIsize = AtomicIsize::new(0);

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn is_long(layout: Layout) -> bool {
    (LONG..LONG + 200).contains(&layout.size())
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(isize::from(is_long(layout)), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(isize::from(is_long(layout)), Ordering::Relaxed);
        unsafe { System.dealloc(place, layout) }
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
    let path = "/".repeat(LONG);
    let before = IN_USE.load(Ordering::Relaxed);
    counter.hits(&path);
    assert_eq!(
        IN_USE.load(Ordering::Relaxed) - before,
        0,
        "copies of a path without visits that the counter keeps after its hits were asked for"
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
