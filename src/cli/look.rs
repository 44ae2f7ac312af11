//! How things look: colors where there are any, the width, and paths as people write them.
//!
//! Nothing is told by color alone: whoever paints a word has chosen one that says the same in black and white.

use crate::text;
use anstyle::{AnsiColor, Style};
use std::path::Path;

/// What a piece of text means to the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    /// It passed, it is right.
    Good,
    /// It failed, it is wrong.
    Bad,
    /// What to look at: an id, a command, code.
    Accent,
    /// What matters less.
    Dim,
    /// A heading, a title.
    Strong,
    /// Emphasized words.
    Emphasis,
    /// What should be noticed, and is no failure.
    Warning,
    /// A keyword of Rust.
    Keyword,
    /// A string, a character or a number in Rust.
    Literal,
}

/// The width and the colors of what is written to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Columns for running text, 80 at the most.
    pub(super) width: usize,
    /// Columns for pictures, as many as there are.
    pub(super) columns: usize,
    /// Whether there are colors.
    pub(super) color: bool,
}

impl Look {
    /// The text in the color of what it means, or as it is.
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

/// A path with `~` for the home folder.
pub(super) fn path(path: &Path) -> String {
    text::path(path, etcetera::home_dir().ok().as_deref())
}
