//! Short sentences beside a report: errors, and what a learner should know about files.

/// Joins the two lines of an error, what happened and what to do about it, where there is room for one line only.
#[must_use]
pub fn in_one_line(error: &str) -> String {
    error.replace("\nhelp: ", " · ")
}

/// Progress could not be written.
#[must_use]
pub fn unrecorded(error: &str) -> String {
    format!("cellmate could not record this: {error}")
}
