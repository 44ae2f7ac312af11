//! Checks the phrases of a course: a list has each word once, feedback uses every list, and names no list that doesn't
//! exist.

use super::ids;
use crate::course::nearest::{nearest, suggest};
use crate::course::node::Node;
use crate::course::problem::Reporter;
use crate::course::{ExplanationKind, Slot};
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Checks the phrases of a course, and the feedback that refers to them.
pub(in crate::course) fn check(
    report: &mut Reporter<'_>,
    phrases: &[Node<'_>],
    feedback: &[Node<'_>],
) {
    let mut lists: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for phrase in phrases {
        let words = phrase.texts("words");
        if let Some(list) = phrase.text("list") {
            lists.entry(list.text).or_default().extend(words);
        }
    }
    for (list, words) in &lists {
        ids::repeated(report, words, &format!("phrase in the list `{list}`, for"));
    }
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for feedback in feedback {
        let Some(say) = feedback.text("say") else {
            continue;
        };
        let when = feedback.node("when");
        let text = |key| when.as_ref().and_then(|when| when.text(key));
        let pattern = text("message").and_then(|message| Regex::new(message.text).ok());
        let kind = text("explanation").and_then(|kind| ExplanationKind::parse(kind.text));
        let values = kind.map_or(&[][..], ExplanationKind::slots);
        for slot in Slot::all(say.text) {
            let Some(list) = slot.list else { continue };
            let group = slot.group;
            if !lists.contains_key(list) && lists.contains_key(group) {
                used.insert(group);
                let message = format!("`{}` names the list first", slot.text);
                let remedy = format!("write the captured name first: `{{{list}|{group}}}`");
                report.add(&say.span, message, remedy);
                continue;
            }
            used.insert(list);
            if !lists.contains_key(list) {
                used.extend(nearest(list, lists.keys().copied()));
                let remedy = if lists.is_empty() {
                    format!(
                        "add `[[phrase]]` with `list = \"{list}\"`, `words` (what `{{{group}}}` can be) and `say` (the phrase)"
                    )
                } else {
                    suggest(list, lists.keys().copied(), "list")
                };
                let message = format!("there is no list of phrases `{list}`");
                report.add(&say.span, message, remedy);
            }
            let mut groups = pattern.iter().flat_map(Regex::capture_names).flatten();
            let is_known = values.contains(&slot.group) || groups.any(|group| group == slot.group);
            if !is_known {
                let message = format!("`message` has no group `{}`", slot.group);
                let remedy = format!(
                    "write `(?<{}>…)` around the part that it captures",
                    slot.group
                );
                report.add(&say.span, message, remedy);
            }
        }
    }
    for phrase in phrases {
        if let Some(list) = phrase.text("list")
            && !used.contains(list.text)
        {
            let message = format!("no feedback uses the list of phrases `{}`", list.text);
            let remedy = format!(
                "write `{{name|{}}}` in a `say`, or remove the phrase",
                list.text
            );
            report.add(&list.span, message, remedy);
        }
    }
}
