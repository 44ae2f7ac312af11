//! Checks that lessons of each kind, and questions, have what they need.

use crate::course::arrange::MARKER;
use crate::course::files::Finder;
use crate::course::nearest::nearest;
use crate::course::node::{Node, SpannedStr};
use crate::course::problem::Reporter;
use crate::course::schema::{LESSON, Shape};
use crate::text::list;

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

/// Keys that only lessons with a file to change can use.
const OF_EXERCISES: [&str; 8] = [
    "starter",
    "expect",
    "rules",
    "test",
    "tests",
    "must_reject",
    "schedules",
    "mistake",
];

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
    if is_of_another_kind(report, root, &kind) {
        return;
    }
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

/// Reports a lesson that has nothing that its kind needs and everything that another kind needs. Otherwise, reports the
/// parts that its kind does not use. Returns whether it reported something.
fn is_of_another_kind(report: &mut Reporter<'_>, root: &Node<'_>, kind: &SpannedStr<'_>) -> bool {
    let needs = |kind: &str| {
        let needs = NEEDS.iter().filter(|(kinds, _, _)| kinds.contains(&kind));
        let keys: Vec<&str> = needs.map(|(_, key, _)| *key).collect();
        keys
    };
    let has_all = |kind: &&str| needs(kind).iter().all(|key| root.has(key));
    let own = needs(kind.text);
    // A kind that needs more is tried first.
    let mut others = ["arrange", "edit", "predict", "choose"].into_iter();
    let other = others.find(|other| *other != kind.text && has_all(other));
    let unused = OF_EXERCISES.into_iter().filter(|key| root.has(key));
    let is_unused = matches!(kind.text, "predict" | "choose");
    let unused: Vec<&str> = unused.filter(|_| is_unused).collect();
    let header = |key: &&str| match LESSON.get(key).map(|field| &field.shape) {
        Some(Shape::List(_)) => format!("`[[{key}]]`"),
        _ => format!("`[{key}]`"),
    };
    let is_exercise = OF_EXERCISES.iter().any(|key| root.has(key));
    if let Some(other) = other
        && !own.is_empty()
        && is_exercise == matches!(other, "edit" | "arrange")
        && own.iter().all(|key| !root.has(key))
    {
        let message = format!("a lesson of kind `{}` needs `{}`", kind.text, own[0]);
        let given: Vec<String> = needs(other).iter().map(header).collect();
        let remedy = format!("did you mean `{other}`? The lesson has {}", list(&given));
        report.add(&kind.span, message, remedy);
        return true;
    }
    let Some(first) = unused.first() else {
        return false;
    };
    let names: Vec<String> = unused.iter().map(header).collect();
    let message = format!(
        "a lesson of kind `{}` does not use {}",
        kind.text,
        list(&names)
    );
    match (other, unused.as_slice()) {
        (Some(other @ ("edit" | "arrange")), _) => {
            report.add(&kind.span, message, format!("did you mean `{other}`?"));
        }
        (_, ["starter" | "expect"]) if kind.text == "predict" => {
            let remedy = "remove it: `expect` of the `[[prediction]]` says what its program does";
            report.add(&root.at(first), message, remedy);
        }
        _ => {
            let them = if unused.len() == 1 { "it" } else { "them" };
            let remedy = format!("remove {them}, or change `kind`");
            report.add(&root.at(first), message, remedy);
        }
    }
    true
}

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
