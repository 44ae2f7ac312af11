//! Markdown on the full screen.

use super::writer;
use crate::theme::Theme;
use ratatui::text::Line;

/// A text laid out for this width, or for less where that is hard to read.
pub(super) fn lines(theme: Theme, text: &str, width: usize) -> Vec<Line<'static>> {
    writer::prose(theme, text, width)
}
