//! Checks claims, which may have only the details that fit their outcome, and the conditions of feedback.

use crate::course::node::Node;
use crate::course::problem::Reporter;
use regex_lite::Regex;
use std::ops::Range;

pub(super) fn lesson(report: &mut Reporter<'_>, root: &Node<'_>) {
    let predictions = root.nodes("prediction");
    let expected = predictions
        .iter()
        .filter_map(|prediction| prediction.node("expect"));
    for claim in ["starter", "expect"]
        .iter()
        .filter_map(|key| root.node(key))
        .chain(expected)
    {
        check(report, &claim);
        error_code(report, &claim, "error");
    }
    for must in root.nodes("must_reject") {
        error_code(report, &must, "error");
    }
}

fn check(report: &mut Reporter<'_>, claim: &Node<'_>) {
    let Some(outcome) = claim.text("outcome") else {
        return;
    };
    let outcome = outcome.text;
    // The outcomes that may have each detail.
    let details: [(&str, &[&str]); 3] = [
        ("line", &["compile-error", "panicked"]),
        ("error", &["compile-error"]),
        ("panic", &["panicked"]),
    ];
    for (key, with) in details {
        if claim.has(key) && !with.contains(&outcome) {
            let message = format!("`{key}` cannot be used with the outcome `{outcome}`");
            let remedy = format!(
                "leave it out: it works only with `{}`",
                with.join("` and `")
            );
            report.add(&claim.at(key), message, remedy);
        }
    }
    if claim.has("stdout") && outcome == "compile-error" {
        let remedy = "leave it out: a program that does not compile prints nothing";
        report.add(
            &claim.at("stdout"),
            "`stdout` cannot be used with the outcome `compile-error`",
            remedy,
        );
    }
    if let Some((0, span)) = claim.number("line") {
        report.add(&span, "there is no line 0", "lines are numbered from 1");
    }
    compared(report, claim);
}

fn compared(report: &mut Reporter<'_>, claim: &Node<'_>) {
    if claim.has("compare") && !claim.has("stdout") {
        let remedy = "add `stdout` with the expected output, or leave out `compare`";
        report.add(&claim.at("compare"), "there is nothing to compare", remedy);
    }
    if let (Some(mode), Some(stdout)) = (claim.text("compare"), claim.text("stdout"))
        && mode.text == "regex"
    {
        regex(report, stdout.text, &stdout.span);
    }
}

fn regex(report: &mut Reporter<'_>, pattern: &str, span: &Range<usize>) {
    if let Err(error) = Regex::new(pattern) {
        let message = format!("this is not a valid regular expression: {error}");
        let has_look_around = ["(?=", "(?!", "(?<=", "(?<!"]
            .iter()
            .any(|group| pattern.contains(group));
        let remedy = if has_look_around {
            "match what should be there. To leave something out, put a `[[feedback]]` that matches it before this one, or use \
             `lacks`: what the file does not contain"
        } else {
            "put a backslash before a special character (`\\(`), and the pattern between single quotes"
        };
        report.add(span, message, remedy);
    }
}

/// Checks the conditions of one `[[feedback]]`.
pub(in crate::course) fn conditions(report: &mut Reporter<'_>, feedback: &Node<'_>) {
    let Some(when) = feedback.node("when") else {
        return;
    };
    // `starter = false` is the default.
    if when.keys().all(|key| key == "starter") && !when.flag("starter") && !mistyped(&when) {
        let remedy = "add a condition. The broadest is a stage alone, such as `when = { stage = \"run\" }`; put such feedback last";
        report.add(
            &feedback.at("when"),
            "this feedback has no condition",
            remedy,
        );
    }
    error_code(report, &when, "error");
    for key in ["stdout", "message"] {
        if let Some(pattern) = when.text(key) {
            regex(report, pattern.text, &pattern.span);
        }
    }
}

/// Reports a text that looks like a rustc error code, but cannot be one. Lints have other names.
pub(in crate::course) fn error_code(report: &mut Reporter<'_>, node: &Node<'_>, key: &str) {
    let Some(code) = node.text(key) else {
        return;
    };
    let Some(digits) = code.text.trim().strip_prefix(['E', 'e']) else {
        return;
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_number && (digits.len() != 4 || !code.text.starts_with('E')) {
        let remedy = match digits.len() {
            1..=4 => format!("did you mean `E{digits:0>4}`?"),
            _ => "write `E` and four digits, as in `E0308`".to_owned(),
        };
        let message = format!("`{}` is not an error code", code.text);
        report.add(&code.span, message, remedy);
    }
}

/// Whether `starter` is not a boolean, which `validate` reports.
fn mistyped(when: &Node<'_>) -> bool {
    when.text("starter").is_some() || when.number("starter").is_some()
}
