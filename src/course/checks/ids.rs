//! Checks ids: all are valid, and unique wherever progress or references depend on that.

use crate::course::node::{Node, SpannedStr};
use crate::course::problem::Reporter;
use crate::text::invisible;
use std::collections::BTreeMap;

pub(in crate::course) fn is_valid(id: &str) -> bool {
    let letter = |letter: u8| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"_-".contains(&letter)
    };
    !id.is_empty() && id.bytes().all(letter)
}

/// Reports a text that cannot be an id.
pub(in crate::course) fn check(report: &mut Reporter<'_>, id: &SpannedStr<'_>) {
    // `validate` reports an empty one.
    if !is_valid(id.text) && !id.text.trim().is_empty() && is_visible(report, id, "id") {
        let message = format!("`{}` cannot be an id", id.text);
        let remedy = "ids are made of lowercase letters, digits, `_` and `-`";
        report.add(&id.span, message, remedy);
    }
}

/// Whether a name has no invisible characters. Reports it otherwise.
pub(in crate::course) fn is_visible(
    report: &mut Reporter<'_>,
    name: &SpannedStr<'_>,
    noun: &str,
) -> bool {
    let Some(letter) = invisible(name.text) else {
        return true;
    };
    let code = u32::from(letter);
    let message = format!("this {noun} contains the invisible character U+{code:04X}");
    let is_visible = |letter: &char| invisible(letter.encode_utf8(&mut [0; 4])).is_none();
    let visible: String = name.text.chars().filter(is_visible).collect();
    let remedy = format!("delete the character: the {noun} is then `{visible}`");
    report.add(&name.span, message, remedy);
    false
}

pub(super) fn lesson(report: &mut Reporter<'_>, root: &Node<'_>) {
    for list in ["hint", "feedback", "prediction", "must_reject", "question"] {
        unique(report, &root.nodes(list), "id", list);
    }
    for question in root.nodes("question") {
        unique(report, &question.nodes("choice"), "id", "choice");
    }
    let tests = words(&root.nodes("test"), "name");
    for name in &tests {
        if !is_identifier(name.text)
            && !name.text.trim().is_empty()
            && is_visible(report, name, "name")
        {
            let message = format!("`{}` cannot be the name of a test", name.text);
            let remedy = "give the bare name of a `#[test]` function in the hidden tests";
            report.add(&name.span, message, remedy);
        }
    }
    repeated(report, &tests, "test");
    repeated(report, &words(&root.nodes("mistake"), "file"), "mistake");
}

/// Checks the ids in a list of tables: each valid, and each only once.
pub(in crate::course) fn unique(
    report: &mut Reporter<'_>,
    nodes: &[Node<'_>],
    key: &str,
    noun: &str,
) {
    unique_words(report, &words(nodes, key), noun);
}

/// Checks these ids: each valid, and each only once.
pub(in crate::course) fn unique_words(
    report: &mut Reporter<'_>,
    ids: &[SpannedStr<'_>],
    noun: &str,
) {
    for id in ids {
        check(report, id);
    }
    repeated(report, ids, noun);
}

pub(in crate::course) fn repeated(report: &mut Reporter<'_>, names: &[SpannedStr<'_>], noun: &str) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        let line = report.line(name.span.start);
        if let Some(first) = seen.get(name.text) {
            let message = format!("duplicate {noun} `{}`", name.text);
            let remedy = format!("the first one is on line {first}: rename or remove one of them");
            report.add(&name.span, message, remedy);
        } else {
            seen.insert(name.text, line);
        }
    }
}

pub(in crate::course) fn words<'a>(nodes: &[Node<'a>], key: &str) -> Vec<SpannedStr<'a>> {
    nodes.iter().filter_map(|node| node.text(key)).collect()
}

/// Like [`words`], but returns owned texts.
pub(in crate::course) fn texts(nodes: &[Node<'_>], key: &str) -> Vec<String> {
    let words = words(nodes, key);
    words.iter().map(|word| word.text.to_owned()).collect()
}

/// Whether this can be the name of a Rust function.
pub(in crate::course) fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next();
    first.is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
}
