//! Markdown on the command line.

use super::look::Look;
use super::writer;
use crate::report::Block;

/// A text laid out for this look, each line ended.
pub(super) fn text(look: Look, markdown: &str) -> String {
    writer::text(look, &[Block::Prose(markdown.to_owned())])
}

/// The same with something in front of each line that is not blank.
pub(super) fn indented(look: Look, markdown: &str, indent: &str) -> String {
    let look = Look {
        width: look.width.saturating_sub(indent.chars().count()),
        ..look
    };
    let lines = text(look, markdown);
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        line => format!("{indent}{line}\n"),
    };
    lines.lines().map(line).collect()
}
