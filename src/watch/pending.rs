//! Debounces events: several events of one save are one save.

use super::snapshot::Signature;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a file must stay unchanged before it is reported.
pub(super) const DEBOUNCE: Duration = Duration::from_millis(25);

/// How much longer an empty or missing file must stay unchanged: editors truncate or remove a file before they write it.
const UNFINISHED_DELAY: Duration = Duration::from_millis(150);

/// The files that changed and have not been reported.
#[derive(Debug, Default)]
pub(super) struct Pending {
    files: BTreeMap<PathBuf, PendingFile>,
}

#[derive(Debug)]
struct PendingFile {
    seen: Option<Signature>,
    due: Instant,
    was_delayed: bool,
}

impl Pending {
    /// Notes an event of a file whose signature is now `seen`.
    pub(super) fn touch(&mut self, path: PathBuf, seen: Option<Signature>, now: Instant) {
        let due = now + DEBOUNCE;
        let file = self.files.entry(path).or_insert(PendingFile {
            seen,
            due,
            was_delayed: false,
        });
        file.seen = seen;
        file.due = due;
    }

    /// Returns when the next file is due.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.files.values().map(|file| file.due).min()
    }

    /// Takes out the files that have settled, with their signatures.
    pub(super) fn take_settled(
        &mut self,
        now: Instant,
        signature_of: impl Fn(&Path) -> Option<Signature>,
    ) -> Vec<(PathBuf, Option<Signature>)> {
        let mut settled = Vec::new();
        self.files.retain(|path, file| {
            if file.due > now {
                return true;
            }
            let seen = signature_of(path);
            if seen != file.seen {
                file.seen = seen;
                file.due = now + DEBOUNCE;
                return true;
            }
            let unfinished = seen.is_none_or(|signature| signature.is_empty());
            if unfinished && !file.was_delayed {
                file.was_delayed = true;
                file.due = now + UNFINISHED_DELAY;
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
