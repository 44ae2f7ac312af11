//! What must hold between the parts of a lesson file, beyond the form of each: one kind of question per file here.
//!
//! The checks look at the parsed file rather than at the finished types, so that a mistake in one place does not
//! keep us from seeing those in others. Whether what a lesson claims is true is for `author` to find out.

pub(super) mod claims;
pub(super) mod conditions;
pub(super) mod ids;
pub(super) mod kinds;
pub(super) mod references;

use super::files::Finder;
use super::node::Node;
use super::report::Report;

/// Holds one lesson to all of them; `course_feedback` are the ids of what is said in any lesson, where known.
pub(super) fn lesson(
    report: &mut Report<'_>,
    root: &Node<'_>,
    finder: &Finder<'_>,
    course_feedback: Option<&[String]>,
) {
    ids::lesson(report, root);
    claims::lesson(report, root);
    for feedback in root.nodes("feedback") {
        conditions::form(report, &feedback);
    }
    references::lesson(report, root, course_feedback);
    kinds::lesson(report, root, finder);
}
