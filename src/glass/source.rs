//! The texts that a subject is built from, by place: what the source calls things, and what stands where.

use super::Subject;
use crate::verdict::Place;

/// The files of a subject, the one that it is about first.
#[derive(Clone, Debug)]
pub(super) struct Source<'a> {
    files: Vec<(&'a str, &'a str)>,
}

impl<'a> Source<'a> {
    pub(super) fn of(subject: &'a Subject) -> Self {
        let target = (subject.known_as.as_str(), subject.target.text.as_str());
        let beside = subject.beside.iter();
        let beside = beside.map(|(path, text)| (path.as_str(), text.as_str()));
        Self {
            files: [target].into_iter().chain(beside).collect(),
        }
    }

    /// One file and nothing else.
    #[cfg(test)]
    pub(super) fn alone(path: &'a str, text: &'a str) -> Self {
        Self {
            files: vec![(path, text)],
        }
    }

    /// Whether a place lies in the file that the subject is about.
    pub(super) fn is_main(&self, place: &Place) -> bool {
        self.files
            .first()
            .is_some_and(|(path, _)| *path == place.file)
    }

    /// The text around a place, as far as it is the subject's.
    pub(super) fn text(&self, place: &Place) -> Option<&'a str> {
        let mut files = self.files.iter();
        files
            .find(|(path, _)| *path == place.file)
            .map(|(_, text)| *text)
    }

    /// The character where a guard ended: backtraces count columns in bytes.
    pub(super) fn character(&self, place: &Place) -> Option<char> {
        let index = usize::try_from(place.line).ok()?.checked_sub(1)?;
        let line = self.text(place)?.lines().nth(index)?;
        let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
        line.get(column..)?.chars().next()
    }
}
