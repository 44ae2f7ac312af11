//! Which style a meaning has, on the terminal's own colors. Nothing is told by color alone.

use crate::highlight::Syntax;
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
    fn colored(self, color: Color) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen | Depth::Many => Style::new().fg(color),
        }
    }

    /// It passed, it is right.
    pub(super) fn good(self) -> Style {
        self.colored(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// It failed, it is wrong.
    pub(super) fn bad(self) -> Style {
        self.colored(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// What to look at.
    pub(super) fn accent(self) -> Style {
        self.colored(Color::Cyan)
    }

    /// What matters less.
    pub(super) fn dim(self) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen => Style::new().add_modifier(Modifier::DIM),
            Depth::Many => Style::new().fg(Color::Indexed(245)),
        }
    }

    /// A title.
    pub(super) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Emphasized words.
    pub(super) fn emphasis(self) -> Style {
        Style::new().add_modifier(Modifier::ITALIC)
    }

    /// Where the cursor is.
    pub(super) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The row of the cursor in a pane that has not the keys.
    pub(super) fn marked(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// The style of a lexeme of Rust source.
    pub(super) fn syntax(self, syntax: Syntax) -> Style {
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
