//! The conditions of a feedback, by themselves: there is one, and its pattern is a pattern.

use super::claims::regex;
use crate::course::node::Node;
use crate::course::report::Report;

/// Checks one `[[feedback]]`.
pub(in crate::course) fn form(report: &mut Report<'_>, feedback: &Node<'_>) {
    let Some(when) = feedback.node("when") else {
        return;
    };
    // `starter = false` is what holds anyway.
    if when.keys().all(|key| key == "starter") && !when.flag("starter") && !mistyped(&when) {
        let remedy = "say when it applies: `when = { stage = \"run\" }` is the widest, and belongs to the end";
        report.add(
            &feedback.at("when"),
            "this feedback has no condition",
            remedy,
        );
    }
    if let Some(stdout) = when.text("stdout") {
        regex(report, stdout.text, &stdout.span);
    }
}

/// Something else than true or false stands there, which `form` has said.
fn mistyped(when: &Node<'_>) -> bool {
    when.text("starter").is_some() || when.number("starter").is_some()
}
