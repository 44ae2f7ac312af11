//! Checks that lessons of each kind, and questions, have what they need.

use crate::course::arrange::MARKER;
use crate::course::files::Finder;
use crate::course::nearest::nearest;
use crate::course::node::Node;
use crate::course::problem::Reporter;
use crate::course::schema::LESSON;

/// What a lesson's TOML file needs: the kinds of lesson, the field, and how to add it.
const NEEDS: [(&[&str], &str, &str); 6] = [
    (
        &["edit", "arrange"],
        "starter",
        "add `[starter]` with `outcome = \"…\"`: what the untouched file does",
    ),
    (
        &["edit", "arrange"],
        "expect",
        "add `[expect]` with `outcome = \"finished\"`: what the finished exercise does",
    ),
    (
        &["arrange"],
        "arrange",
        "add `[arrange]` with `lines = [\"…\"]`: the right lines in the right order",
    ),
    (
        &["predict"],
        "prediction",
        "add `[[prediction]]`: what the learner predicts",
    ),
    (
        &["predict"],
        "question",
        "add `[[question]]`: why the program does what it does",
    ),
    (
        &["choose"],
        "question",
        "add `[[question]]` with `ask` and `[[question.choice]]`",
    ),
];

/// Checks one lesson.
pub(super) fn lesson(report: &mut Reporter<'_>, root: &Node<'_>, finder: &Finder<'_>) {
    // `validate` reports choices outside of their question.
    if !root.has("choice") {
        for question in root.nodes("question") {
            choices(report, &question);
        }
    }
    let Some(kind) = root.text("kind") else {
        return;
    };
    for (kinds, key, remedy) in NEEDS {
        let is_misspelled =
            |other: &str| LESSON.get(other).is_none() && nearest(other, [key]).is_some();
        if kinds.contains(&kind.text) && !root.has(key) && !root.keys().any(is_misspelled) {
            let message = format!("a lesson of kind `{}` needs `{key}`", kind.text);
            report.add(&kind.span, message, remedy);
        }
    }
    if matches!(kind.text, "edit" | "arrange") {
        finder.exercise(report, &kind.span);
        finder.solution(report, &kind.span);
    }
    if kind.text == "arrange" {
        marker(report, finder);
    } else if root.has("arrange") {
        let remedy = "write `kind = \"arrange\"`, or leave `[arrange]` out";
        let message = format!("`[arrange]` cannot be used with the kind `{}`", kind.text);
        report.add(&root.at("arrange"), message, remedy);
    }
    empty(report, root);
}

/// Reports an empty list of lines.
fn empty(report: &mut Reporter<'_>, root: &Node<'_>) {
    let lines = root
        .node("arrange")
        .filter(|arrange| arrange.has("lines") && arrange.texts("lines").is_empty());
    if let Some(arrange) = lines {
        let remedy = "give the right lines in the right order: `lines = [\"…\", \"…\"]`";
        report.add(&arrange.at("lines"), "there is nothing to arrange", remedy);
    }
}

fn choices(report: &mut Reporter<'_>, question: &Node<'_>) {
    let choices = question.nodes("choice");
    let fields = LESSON.inside("question");
    let fields = fields.and_then(|fields| fields.inside("choice"));
    let is_known = |key: &str| fields.is_some_and(|fields| fields.get(key).is_some());
    // `validate` reports a question without choices, and choices with unknown fields.
    if choices.is_empty()
        || choices
            .iter()
            .any(|choice| !choice.keys().all(is_known) || choice.text("right").is_some())
    {
        return;
    }
    let right = choices.iter().filter(|choice| choice.flag("right")).count();
    if right == 0 {
        let remedy = "add `right = true` to the correct choice";
        report.add(
            &question.span,
            "no choice of this question is right",
            remedy,
        );
    }
    if right == choices.len() && right > 0 {
        let remedy = "add a choice that a learner with a real misconception would pick";
        report.add(
            &question.span,
            "no choice of this question is wrong",
            remedy,
        );
    }
}

/// Reports a starter in which the place for the lines is not marked exactly once.
fn marker(report: &mut Reporter<'_>, finder: &Finder<'_>) {
    let Some(starter) = finder.text(&finder.paths.exercise()) else {
        return;
    };
    let marked = starter
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim() == MARKER);
    let lines: Vec<usize> = marked.map(|(index, _)| index + 1).collect();
    match lines[..] {
        [_] => {}
        [] => {
            let remedy = format!("put a line `{MARKER}` where the lines go");
            finder.at_line(
                report,
                starter,
                1,
                "the place for the lines is not marked",
                remedy,
            );
        }
        [first, second, ..] => {
            let remedy = format!("the first one is on line {first}: keep one of them");
            finder.at_line(
                report,
                starter,
                second,
                "the place for the lines is marked twice",
                remedy,
            );
        }
    }
}
