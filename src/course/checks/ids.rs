//! Ids: of the right letters, and each only once where progress and references are keyed by it.

use crate::course::node::{Node, Word};
use crate::course::report::Report;
use std::collections::BTreeMap;

/// Whether this can be an id.
pub(in crate::course) fn good(id: &str) -> bool {
    let letter = |letter: u8| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"_-".contains(&letter)
    };
    !id.is_empty() && id.bytes().all(letter)
}

/// Says so where this can't be an id.
pub(in crate::course) fn check(report: &mut Report<'_>, id: &Word<'_>) {
    // An empty one is called empty already.
    if !good(id.text) && !id.text.trim().is_empty() {
        let message = format!("`{}` can't be an id", id.text);
        let remedy = "ids are made of lower-case letters, digits, `_` and `-`";
        report.add(&id.span, message, remedy);
    }
}

/// All ids of one lesson.
pub(super) fn lesson(report: &mut Report<'_>, root: &Node<'_>) {
    for list in ["hint", "feedback", "prediction", "must_reject", "question"] {
        unique(report, &root.nodes(list), "id", list);
    }
    for question in root.nodes("question") {
        unique(report, &question.nodes("choice"), "id", "choice");
    }
    let tests = words(&root.nodes("test"), "name");
    for name in &tests {
        if !identifier(name.text) && !name.text.trim().is_empty() {
            let message = format!("`{}` can't be the name of a test", name.text);
            let remedy = "give the bare name of a `#[test]` function in the hidden tests";
            report.add(&name.span, message, remedy);
        }
    }
    repeated(report, &tests, "test");
    repeated(report, &words(&root.nodes("mistake"), "file"), "mistake");
}

/// The ids in a list of tables, each good and each only once.
pub(in crate::course) fn unique(
    report: &mut Report<'_>,
    nodes: &[Node<'_>],
    key: &str,
    noun: &str,
) {
    unique_words(report, &words(nodes, key), noun);
}

/// The same for ids at hand.
pub(in crate::course) fn unique_words(report: &mut Report<'_>, ids: &[Word<'_>], noun: &str) {
    for id in ids {
        check(report, id);
    }
    repeated(report, ids, noun);
}

/// Says so where a name stands a second time.
pub(in crate::course) fn repeated(report: &mut Report<'_>, names: &[Word<'_>], noun: &str) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        let line = report.line(name.span.start);
        if let Some(first) = seen.get(name.text) {
            let message = format!("a second {noun} `{}`", name.text);
            let remedy = format!("the first one is in line {first}: rename or remove one of them");
            report.add(&name.span, message, remedy);
        } else {
            seen.insert(name.text, line);
        }
    }
}

/// These texts of a list of tables.
pub(in crate::course) fn words<'a>(nodes: &[Node<'a>], key: &str) -> Vec<Word<'a>> {
    nodes.iter().filter_map(|node| node.text(key)).collect()
}

/// The same as owned texts.
pub(in crate::course) fn texts(nodes: &[Node<'_>], key: &str) -> Vec<String> {
    let words = words(nodes, key);
    words.iter().map(|word| word.text.to_owned()).collect()
}

/// Whether this can be the name of a Rust function.
pub(in crate::course) fn identifier(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next();
    first.is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
}
