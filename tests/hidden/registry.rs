//! Hidden tests for `registry`. They use what the text fixes: `new`, `clone`, `enter`, `count` and `report`.
use super::Registry;
use std::thread;

/// Small on purpose: every interleaving of these three threads is tried.
#[test]
fn read_while_they_work() {
    let registry = Registry::new();
    let workers = [2, 1].map(|number| {
        let registry = registry.clone();
        thread::spawn(move || registry.enter(number))
    });
    let before = registry.count();
    let early = registry.report();
    let after = registry.count();
    let listed = early.matches(['1', '2']).count() - early.starts_with(['1', '2']) as usize;
    assert_eq!(
        early.split(' ').next(),
        Some(listed.to_string().as_str()),
        "the number in `{early}`, a report while two threads enter 1 and 2"
    );
    assert_ne!(
        early, "2 entries: [2, 1]",
        "a report while two threads enter 1 and 2"
    );
    assert_eq!(
        listed,
        listed.max(before),
        "the length of the list in `{early}`, a report after a count of {before}"
    );
    assert_eq!(
        after,
        listed.max(after),
        "the count after the report `{early}`"
    );
    for worker in workers {
        worker.join().unwrap();
    }
    assert_eq!(
        registry.report(),
        "2 entries: [1, 2]",
        "the report after two threads entered 1 and 2"
    );
}

#[test]
fn nothing_is_lost() {
    let registry = Registry::new();
    let workers: Vec<_> = (0..8)
        .map(|worker| {
            let registry = registry.clone();
            thread::spawn(move || {
                for step in 0..50 {
                    registry.enter(worker * 50 + step);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    let all: Vec<u64> = (0..400).collect();
    assert_eq!(
        registry.count(),
        400,
        "the count after eight threads entered 50 numbers each"
    );
    assert_eq!(
        registry.report(),
        format!("400 entries: {all:?}"),
        "the report after eight threads entered the numbers 0 to 399"
    );
}

#[test]
fn two_registries() {
    let (ours, theirs) = (Registry::new(), Registry::new());
    ours.enter(3);
    theirs.clone().enter(4);
    ours.enter(1);
    assert_eq!(
        ours.report(),
        "2 entries: [1, 3]",
        "the report of the registry with 3 and 1"
    );
    assert_eq!(
        theirs.report(),
        "1 entries: [4]",
        "the report of the registry with 4"
    );
}

#[test]
fn goes_on_after_a_report() {
    let registry = Registry::new();
    assert_eq!(
        registry.report(),
        "0 entries: []",
        "the report of a new registry"
    );
    registry.enter(6);
    let elsewhere = registry.clone();
    assert_eq!(
        thread::spawn(move || elsewhere.report()).join().unwrap(),
        "1 entries: [6]",
        "the report from another thread, after 6 was entered"
    );
    registry.enter(5);
    assert_eq!(
        registry.report(),
        "2 entries: [5, 6]",
        "the report after 6, a report from another thread, and 5"
    );
}

#[test]
fn same_number_twice() {
    let registry = Registry::new();
    registry.enter(5);
    registry.clone().enter(5);
    assert_eq!(registry.count(), 2, "the count after 5 was entered twice");
    assert_eq!(
        registry.report(),
        "2 entries: [5, 5]",
        "the report after 5 was entered twice"
    );
}
