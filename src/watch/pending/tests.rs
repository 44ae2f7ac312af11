//! Tests of `pending`.

use super::*;
use std::fs;

fn at(start: Instant, millis: u64) -> Instant {
    start + Duration::from_millis(millis)
}

#[test]
fn a_burst_of_events_settles_once_and_a_pause_begins_another_save() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.rs");
    fs::write(&file, "fn main() {}").unwrap();
    let seen = Signature::read(&file);
    let (mut pending, start) = (Pending::default(), Instant::now());
    for millis in [0, 10, 30, 50] {
        assert_eq!(pending.take_settled(at(start, millis), |_| seen), []);
        pending.touch(file.clone(), seen, at(start, millis));
    }
    assert_eq!(pending.take_settled(at(start, 74), |_| seen), []);
    assert_eq!(
        pending.take_settled(at(start, 75), |_| seen),
        [(file.clone(), seen)]
    );
    assert_eq!(pending.next_due(), None);
    pending.touch(file.clone(), seen, at(start, 80));
    assert_eq!(
        pending.take_settled(at(start, 105), |_| seen),
        [(file, seen)]
    );
}

#[test]
fn a_file_that_is_still_growing_or_empty_or_missing_is_given_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.rs");
    let state = |text: &str| {
        fs::write(&path, text).unwrap();
        Signature::read(&path)
    };
    let (empty, half, whole) = (state(""), state("fn main"), state("fn main() {}"));
    let (mut pending, start) = (Pending::default(), Instant::now());
    pending.touch(path.clone(), None, start);
    for (millis, seen) in [(25, None), (175, empty), (200, half), (225, whole)] {
        let settled = pending.take_settled(at(start, millis), |_| seen);
        assert_eq!(settled, [], "after {millis} ms");
    }
    let settled = pending.take_settled(at(start, 250), |_| whole);
    assert_eq!(settled, [(path, whole)]);
}

#[test]
fn a_file_that_stays_missing_is_finally_reported() {
    let (mut pending, start) = (Pending::default(), Instant::now());
    pending.touch(PathBuf::from("a.rs"), None, start);
    assert_eq!(pending.take_settled(at(start, 25), |_| None), []);
    assert_eq!(pending.take_settled(at(start, 174), |_| None), []);
    let settled = pending.take_settled(at(start, 175), |_| None);
    assert_eq!(settled, [(PathBuf::from("a.rs"), None)]);
}
