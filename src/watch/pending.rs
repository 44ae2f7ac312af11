//! Files that something happened to, until they have come to rest: several events of one save are one save.

use super::snapshot::Signature;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a file has to be at rest.
pub(super) const REST: Duration = Duration::from_millis(25);

/// How long an empty or a missing file is given: editors empty a file, or remove it, to write it anew.
const PATIENCE: Duration = Duration::from_millis(150);

/// The files that are not at rest yet.
#[derive(Debug, Default)]
pub(super) struct Pending {
    files: BTreeMap<PathBuf, Touch>,
}

#[derive(Debug)]
struct Touch {
    seen: Option<Signature>,
    due: Instant,
    was_given_time: bool,
}

impl Pending {
    /// Something happened to a file, which now looks like `seen`.
    pub(super) fn touch(&mut self, path: PathBuf, seen: Option<Signature>, now: Instant) {
        let due = now + REST;
        let touch = self.files.entry(path).or_insert(Touch {
            seen,
            due,
            was_given_time: false,
        });
        touch.seen = seen;
        touch.due = due;
    }

    /// When to look at the next one.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.files.values().map(|touch| touch.due).min()
    }

    /// Takes out the files that have come to rest, with what they look like.
    pub(super) fn settled(
        &mut self,
        now: Instant,
        look: impl Fn(&Path) -> Option<Signature>,
    ) -> Vec<(PathBuf, Option<Signature>)> {
        let mut settled = Vec::new();
        self.files.retain(|path, touch| {
            if touch.due > now {
                return true;
            }
            let seen = look(path);
            if seen != touch.seen {
                touch.seen = seen;
                touch.due = now + REST;
                return true;
            }
            let unfinished = seen.is_none_or(|signature| signature.is_empty());
            if unfinished && !touch.was_given_time {
                touch.was_given_time = true;
                touch.due = now + PATIENCE;
                return true;
            }
            settled.push((path.clone(), seen));
            false
        });
        settled
    }
}

#[cfg(test)]
mod tests {
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
        let seen = Signature::of(&file);
        let (mut pending, start) = (Pending::default(), Instant::now());
        for millis in [0, 10, 30, 50] {
            assert_eq!(pending.settled(at(start, millis), |_| seen), []);
            pending.touch(file.clone(), seen, at(start, millis));
        }
        assert_eq!(pending.settled(at(start, 74), |_| seen), []);
        assert_eq!(
            pending.settled(at(start, 75), |_| seen),
            [(file.clone(), seen)]
        );
        assert_eq!(pending.next_due(), None);
        pending.touch(file.clone(), seen, at(start, 80));
        assert_eq!(pending.settled(at(start, 105), |_| seen), [(file, seen)]);
    }

    #[test]
    fn a_file_that_is_still_growing_or_empty_or_missing_is_given_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        let state = |text: &str| {
            fs::write(&path, text).unwrap();
            Signature::of(&path)
        };
        let (empty, half, whole) = (state(""), state("fn main"), state("fn main() {}"));
        let (mut pending, start) = (Pending::default(), Instant::now());
        pending.touch(path.clone(), None, start);
        for (millis, seen) in [(25, None), (175, empty), (200, half), (225, whole)] {
            let settled = pending.settled(at(start, millis), |_| seen);
            assert_eq!(settled, [], "after {millis} ms");
        }
        let settled = pending.settled(at(start, 250), |_| whole);
        assert_eq!(settled, [(path, whole)]);
    }

    #[test]
    fn a_file_that_stays_away_is_told_at_last() {
        let (mut pending, start) = (Pending::default(), Instant::now());
        pending.touch(PathBuf::from("a.rs"), None, start);
        assert_eq!(pending.settled(at(start, 25), |_| None), []);
        assert_eq!(pending.settled(at(start, 174), |_| None), []);
        let settled = pending.settled(at(start, 175), |_| None);
        assert_eq!(settled, [(PathBuf::from("a.rs"), None)]);
    }
}
