//! Maps roles to styles, in the terminal's own colors. No meaning depends on color alone.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::highlight::Syntax;
use crate::rows::{Role, RowStyle};
use ratatui::style::{Color, Modifier, Style};

/// The number of colors that a terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: only bold, italic and reverse.
    None,
    /// The sixteen colors of the terminal's theme.
    #[default]
    Sixteen,
    /// 256 or more, so that grays can be chosen.
    Many,
}

/// Styles by meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    pub depth: Depth,
}

#[expect(
    clippy::unused_self,
    reason = "all styles are methods, whether they depend on the colors or not"
)]
impl Theme {
    /// Returns the style for a span of a row.
    pub(crate) fn style(self, style: RowStyle) -> Style {
        let mut found = match style.role {
            Role::Text => Style::new(),
            Role::Heading => self.strong(),
            Role::Dim => self.dim(),
            Role::Accent => self.accent(),
            Role::Good => self.good(),
            Role::Bad => self.bad(),
            Role::Warning => self.syntax(Syntax::Literal),
            Role::Syntax(syntax) => self.syntax(syntax),
        };
        if style.strong {
            found = found.patch(self.strong());
        }
        if style.emphasis {
            found = found.patch(self.emphasis());
        }
        found
    }

    fn colored(self, color: Color) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen | Depth::Many => Style::new().fg(color),
        }
    }

    /// Passed, right.
    pub(crate) fn good(self) -> Style {
        self.colored(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// Failed, wrong.
    pub(crate) fn bad(self) -> Style {
        self.colored(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// Text to look at: keys, code, notices.
    pub(crate) fn accent(self) -> Style {
        self.colored(Color::Cyan)
    }

    /// Less important text.
    pub(crate) fn dim(self) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen => Style::new().add_modifier(Modifier::DIM),
            Depth::Many => Style::new().fg(Color::Indexed(245)),
        }
    }

    /// Titles and headings.
    pub(crate) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Emphasized words.
    pub(crate) fn emphasis(self) -> Style {
        Style::new().add_modifier(Modifier::ITALIC)
    }

    /// The row of the cursor in the active pane.
    pub(crate) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The row of the cursor in any other pane.
    pub(crate) fn marked(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// The style of a lexeme of Rust source.
    pub(crate) fn syntax(self, syntax: Syntax) -> Style {
        match syntax {
            Syntax::Other => Style::new(),
            Syntax::Keyword => match self.depth {
                Depth::None => self.strong(),
                Depth::Sixteen | Depth::Many => self.colored(Color::Magenta),
            },
            Syntax::Type => self.colored(Color::Cyan),
            Syntax::Literal => self.colored(Color::Yellow),
            Syntax::Comment => self.dim().add_modifier(Modifier::ITALIC),
        }
    }
}
