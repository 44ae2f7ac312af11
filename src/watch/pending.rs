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
mod tests;
