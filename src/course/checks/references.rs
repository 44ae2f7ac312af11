//! Checks references: everything that a lesson names exists.

use super::ids;
use crate::course::files::Finder;
use crate::course::nearest::{nearest, suggest};
use crate::course::node::{Node, SpannedStr};
use crate::course::problem::Reporter;
use crate::course::schema::{Fields, LESSON, Shape};
use crate::course::{Lesson, UNSAFE_IMPL_RULE, tests_in};
use std::collections::BTreeSet;

/// What feedback can refer to.
#[derive(Default)]
pub(in crate::course) struct Known {
    tests: Vec<String>,
    rules: Vec<String>,
    predictions: Vec<String>,
}

impl Known {
    fn collect(root: &Node<'_>) -> Self {
        let mut rules = ids::texts(&root.nodes("must_reject"), "id");
        if !rules.is_empty() {
            rules.push(UNSAFE_IMPL_RULE.to_owned());
        }
        if let Some(node) = root.node("rules") {
            for list in ["signatures", "require", "forbid"] {
                rules.extend(node.texts(list).iter().map(|rule| rule.text.to_owned()));
            }
        }
        Self {
            tests: ids::texts(&root.nodes("test"), "name"),
            rules,
            predictions: ids::texts(&root.nodes("prediction"), "id"),
        }
    }

    /// Collects the names in all of these lessons, for the course's feedback.
    pub(in crate::course) fn anywhere<'a>(lessons: impl Iterator<Item = &'a Lesson>) -> Self {
        let mut known = Self::default();
        for lesson in lessons {
            let rules = &lesson.rules;
            let lists = [&rules.signatures, &rules.require, &rules.forbid];
            known.rules.extend(lists.into_iter().flatten().cloned());
            known
                .rules
                .extend(lesson.must_reject.iter().map(|probe| probe.id.clone()));
            if !lesson.must_reject.is_empty() {
                known.rules.push(UNSAFE_IMPL_RULE.to_owned());
            }
            known
                .tests
                .extend(lesson.tests.iter().map(|test| test.name.clone()));
            known
                .predictions
                .extend(lesson.predictions.iter().map(|one| one.id.clone()));
        }
        known
    }
}

/// Checks what the conditions of one `[[feedback]]` refer to. `is_used` says whether a program has these words.
pub(in crate::course) fn feedback(
    report: &mut Reporter<'_>,
    feedback: &Node<'_>,
    known: &Known,
    is_used: &dyn Fn(&str) -> bool,
) {
    let Some(when) = feedback.node("when") else {
        return;
    };
    for (key, names) in [("test", &known.tests), ("rule", &known.rules)] {
        let Some(word) = when.text(key) else { continue };
        let near = nearest(word.text, names.iter().map(String::as_str));
        match near.filter(|near| *near != word.text) {
            // The rule may be misspelled, not the feedback.
            Some(near) if key == "rule" && is_used(word.text) && !is_used(near) => {
                let message = format!("there is no rule `{}`", word.text);
                let remedy = format!(
                    "write it in `[rules]`, instead of `{near}`, which is in no file of the lesson"
                );
                report.add(&word.span, message, remedy);
            }
            _ => exists(report, &word, names, key),
        }
    }
    let Some(prediction) = when.text("prediction") else {
        return;
    };
    let (id, outcome) = match prediction.text.split_once(':') {
        Some((id, outcome)) => (id, Some(outcome)),
        None => (prediction.text, None),
    };
    let span = prediction.span;
    exists(
        report,
        &SpannedStr {
            text: id,
            span: span.clone(),
        },
        &known.predictions,
        "prediction",
    );
    let outcomes = outcomes();
    if let Some(outcome) = outcome.filter(|outcome| !outcomes.contains(outcome)) {
        let remedy = suggest(outcome, outcomes.iter().copied(), "outcome");
        report.add(&span, format!("there is no outcome `{outcome}`"), remedy);
    }
}

/// Whether every name that can be referred to was read, is valid and occurs once. Otherwise, no name is reported as
/// missing.
fn understood(root: &Node<'_>) -> bool {
    let named = |list: &str, key: &str| {
        let is_list = !root.has(list) || root.is_list(list);
        let nodes = root.nodes(list);
        let names = ids::words(&nodes, key);
        let is_valid = |name: &SpannedStr<'_>| match key {
            "name" => ids::is_identifier(name.text),
            _ => ids::is_valid(name.text),
        };
        let different: BTreeSet<&str> = names.iter().map(|name| name.text).collect();
        is_list && different.len() == nodes.len() && names.iter().all(is_valid)
    };
    let fields =
        |node: &Node<'_>, fields: &Fields| node.keys().all(|key| fields.get(key).is_some());
    let rules = match (root.node("rules"), LESSON.inside("rules")) {
        (Some(rules), Some(known)) => fields(&rules, known),
        _ => true,
    };
    let lists = [
        ("test", "name"),
        ("must_reject", "id"),
        ("prediction", "id"),
        ("feedback", "id"),
    ];
    rules
        && !root.is_list("tests")
        && fields(root, &LESSON)
        && lists.iter().all(|(list, key)| named(list, key))
}

pub(super) fn lesson(
    report: &mut Reporter<'_>,
    root: &Node<'_>,
    course_feedback: Option<&[String]>,
    finder: &Finder<'_>,
) {
    if !understood(root) {
        return;
    }
    let mut known = Known::collect(root);
    // If a `[[test]]` and its function have different names, another check reports that, and the function's name is
    // right.
    let hidden = finder.text(&finder.paths.hidden());
    let is_misnamed = |name: &String| !hidden.is_some_and(|text| has_function(text, name));
    if known.tests.iter().any(is_misnamed) {
        let functions = tests_in(hidden.unwrap_or_default()).into_iter();
        known.tests.extend(functions.map(|function| function.path));
    }
    for said in root.nodes("feedback") {
        feedback(report, &said, &known, &|rule| finder.has_word(rule));
    }
    let mut tests = known.tests;
    tests.push("main".to_owned());
    if let Some(run) = root
        .node("schedules")
        .and_then(|schedules| schedules.text("run"))
    {
        exists(report, &run, &tests, "test");
    }
    // If `course.toml` cannot be read, its feedback is not known.
    let Some(course_feedback) = course_feedback else {
        return;
    };
    let mut feedback = ids::texts(&root.nodes("feedback"), "id");
    let mistakes = root.nodes("mistake");
    let named = ids::words(&mistakes, "feedback");
    let is_named = |id: &&String| named.iter().any(|name| name.text == **id);
    let of_mistakes = root.nodes("feedback").into_iter().filter(|feedback| {
        let when = feedback.node("when");
        when.is_some_and(|when| !when.flag("starter") && !when.has("prediction"))
    });
    let of_mistakes: Vec<Node<'_>> = of_mistakes.collect();
    let spare = ids::texts(&of_mistakes, "id");
    let spare: Vec<&String> = spare.iter().filter(|id| !is_named(id)).collect();
    feedback.extend_from_slice(course_feedback);
    for said in &named {
        let is_known = feedback.iter().any(|id| id == said.text);
        let near = nearest(said.text, feedback.iter().map(String::as_str));
        match spare.as_slice() {
            [only] if !is_known && near.is_none() && ids::is_visible(report, said, "name") => {
                let message = format!("there is no feedback `{}`", said.text);
                let remedy = format!("did you mean `{only}`? No `[[mistake]]` names it");
                report.add(&said.span, message, remedy);
            }
            _ => exists(report, said, &feedback, "feedback"),
        }
    }
}

fn has_function(text: &str, name: &str) -> bool {
    text.contains(&format!("fn {name}("))
}

fn exists(report: &mut Reporter<'_>, word: &SpannedStr<'_>, known: &[String], noun: &str) {
    if word.text.trim().is_empty()
        || known.iter().any(|name| name == word.text)
        || !ids::is_visible(report, word, "name")
    {
        return;
    }
    let remedy = suggest(word.text, known.iter().map(String::as_str), noun);
    report.add(
        &word.span,
        format!("there is no {noun} `{}`", word.text),
        remedy,
    );
}

fn outcomes() -> Vec<&'static str> {
    let claim = LESSON.inside("starter");
    match claim.and_then(|fields| Some(&fields.get("outcome")?.shape)) {
        Some(Shape::OneOf(words)) => words.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}
