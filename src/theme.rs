//! Which style a meaning has, on the terminal's own colors. Nothing is told by color alone.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::highlight::Syntax;
use crate::rows::{Role, RowStyle};
use ratatui::style::{Color, Modifier, Style};

/// How many colors there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: bold, italic and reverse have to do.
    None,
    /// The sixteen of the terminal's own theme.
    #[default]
    Sixteen,
    /// 256 or more: greys of our own choice are possible.
    Many,
}

/// Styles by meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// How many colors there are.
    pub depth: Depth,
}

#[expect(
    clippy::unused_self,
    reason = "a theme is asked for all styles alike, whether they have colors or not"
)]
impl Theme {
    /// The style of a part of a row.
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

    /// It passed, it is right.
    pub(crate) fn good(self) -> Style {
        self.colored(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// It failed, it is wrong.
    pub(crate) fn bad(self) -> Style {
        self.colored(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// What to look at.
    pub(crate) fn accent(self) -> Style {
        self.colored(Color::Cyan)
    }

    /// What matters less.
    pub(crate) fn dim(self) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen => Style::new().add_modifier(Modifier::DIM),
            Depth::Many => Style::new().fg(Color::Indexed(245)),
        }
    }

    /// A title.
    pub(crate) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Emphasized words.
    pub(crate) fn emphasis(self) -> Style {
        Style::new().add_modifier(Modifier::ITALIC)
    }

    /// Where the cursor is.
    pub(crate) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The row of the cursor in a pane that has not the keys.
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
