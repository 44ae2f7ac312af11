//! The colors and widths of the output, and paths with `~`.
//!
//! Color never carries information alone: a painted word says the same without color.

use crate::text;
use anstyle::{AnsiColor, Style};
use std::path::Path;

/// The meaning of a piece of text, which decides its color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    /// Passed or right.
    Good,
    /// Failed or wrong.
    Bad,
    /// An id, a command, or code.
    Accent,
    /// Secondary text.
    Dim,
    /// A heading, a title.
    Strong,
    /// Emphasized words.
    Emphasis,
    /// A warning, which is not a failure.
    Warning,
    /// A keyword of Rust.
    Keyword,
    /// A string, a character or a number in Rust.
    Literal,
}

/// The widths and colors of the output.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutputStyle {
    /// The columns for prose, at most 80.
    pub(super) width: usize,
    /// The columns for timelines and tables, at most 160.
    pub(super) columns: usize,
    /// Whether to use colors.
    pub(super) color: bool,
}

impl OutputStyle {
    /// Returns the text in its color, or unchanged without colors.
    pub(super) fn paint(self, paint: Paint, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let style = match paint {
            Paint::Good => AnsiColor::Green.on_default().bold(),
            Paint::Bad => AnsiColor::Red.on_default().bold(),
            Paint::Accent => AnsiColor::Cyan.on_default(),
            Paint::Dim => Style::new().dimmed(),
            Paint::Strong => Style::new().bold(),
            Paint::Emphasis => Style::new().italic(),
            Paint::Warning => AnsiColor::Yellow.on_default().bold(),
            Paint::Keyword => AnsiColor::Magenta.on_default(),
            Paint::Literal => AnsiColor::Yellow.on_default(),
        };
        format!("{style}{text}{style:#}")
    }
}

/// Returns a path with `~` for the home folder.
pub(super) fn path(path: &Path) -> String {
    text::path(path, etcetera::home_dir().ok().as_deref())
}
