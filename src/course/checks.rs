//! Checks between the parts of a lesson file, beyond what the schema says about each.
//!
//! The checks work on the parsed file instead of the finished types, so that one mistake does not hide others.

pub(super) mod claims;
pub(super) mod ids;
pub(super) mod kinds;
pub(super) mod phrases;
pub(super) mod references;

use super::files::Finder;
use super::node::Node;
use super::problem::Reporter;

/// Checks one lesson; `course_feedback` has the ids of the course's feedback, if they are known.
pub(super) fn lesson(
    report: &mut Reporter<'_>,
    root: &Node<'_>,
    finder: &Finder<'_>,
    course_feedback: Option<&[String]>,
) {
    ids::lesson(report, root);
    claims::lesson(report, root);
    for feedback in root.nodes("feedback") {
        claims::conditions(report, &feedback);
    }
    references::lesson(report, root, course_feedback, finder);
    kinds::lesson(report, root, finder);
}
