//! The slots of feedback: what stands for `{name}` in its text, and in the patterns of its conditions.

use super::explained::Values;
use crate::course::{Course, Slot};
use regex_lite::{Captures, Regex};

/// A pattern of tokens whose slots were filled in.
pub(super) enum FilledPattern {
    /// The rule has none, or one without slots.
    Absent,
    /// A list of phrases has none for what was found, or a slot is not known.
    Unknown,
    /// Whether the file has it.
    Searched(bool),
}

/// What the slots of a text stand for: what a regular expression found in a message, and what an explanation says.
pub(super) struct SlotFiller<'a> {
    pub(super) regex: &'a Regex,
    pub(super) captures: Captures<'a>,
    /// The slots that the rule has apart from the groups of the expression.
    pub(super) names: &'a [&'a str],
    pub(super) values: &'a Values,
}

impl SlotFiller<'_> {
    fn text(&self, group: &str) -> Option<&str> {
        let found = self.captures.name(group);
        let value = self.values.get(group).map(String::as_str);
        found.map(|found| found.as_str()).or(value)
    }

    /// Whether each group `NAME_again` matched the same text as the group `NAME`.
    pub(super) fn repeats(&self) -> bool {
        let mut again = self.regex.capture_names().flatten();
        again.all(|name| {
            name.strip_suffix("_again")
                .is_none_or(|first| self.text(name) == self.text(first))
        })
    }

    /// Fills in the slots of a text. Returns `None` if a list of phrases has none for what was found, or something is
    /// not known.
    pub(super) fn fill(&self, course: &Course, text: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = text;
        for slot in Slot::all(text) {
            let (before, after) = rest.split_once(slot.text)?;
            let mut groups = self.regex.capture_names().flatten();
            let is_group = groups.any(|name| name == slot.group);
            let found = self.text(slot.group);
            filled.push_str(before);
            filled.push_str(match slot.list {
                Some(list) => course.phrase(list, found?)?,
                None if self.names.contains(&slot.group) => found?,
                None if is_group => found.unwrap_or_default(),
                None => slot.text,
            });
            rest = after;
        }
        Some(filled + rest)
    }
}

/// Whether a pattern of tokens depends on what is found in a message.
pub(super) fn has_slots(pattern: &str) -> bool {
    Slot::all(pattern).next().is_some()
}
